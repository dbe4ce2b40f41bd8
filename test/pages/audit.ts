import { join } from 'node:path'
import t from 'tap'
import { startChromium } from '../walk/chromium.ts'
import { inspect } from './axe.ts'
import { checkHtml, HAS_JAVA } from './nu.ts'
import { collectStates } from './states.ts'
import { HAS_W3M, readInW3m } from './w3m.ts'

// All pages before all checkers, for `npm run audit-pages`. Of it, the tests keep what takes seconds.

/** Each width and each scheme once: no colour of a page depends on its width. */
const LOOKS = {
  'wide and light': { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  '320 px and dark': { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
} as const

t.setTimeout(1_800_000)

const states = await collectStates(t, { withDemo: true })
t.comment(`${states.length} pages in states of their own`)

t.test('the Nu HTML checker', async (t) => {
  if (!HAS_JAVA) return t.pass('Java was not found on this machine, so the HTML was not checked.')
  const messages = await checkHtml(states, join(t.testdir(), 'pages'))
  t.comment(`${states.length} pages, ${messages.length} messages`)
  t.same(messages, [])
})

t.test('w3m', async (t) => {
  if (!HAS_W3M) return t.pass('w3m was not found on this machine, so the pages were not read in it.')
  const { losses, texts, links, controls } = readInW3m(states, join(t.testdir(), 'pages'))
  t.comment(
    `${states.length} pages, ${texts} texts, ${links} links, ${controls} fields and buttons, ${losses.length} lost`,
  )
  t.same(losses, [])
})

t.test('the checkers find what is wrong', async (t) => {
  const body =
    '<!doctype html><title>Bad</title><body><p id=a>One<p id=a style="inline-size:3000px">Two<input><img src=x>' +
    '<form id=f action=/x></form><button form=f>Go</button><a href=/y></a>a&shy;b'
  const bad = [{ name: 'bad', body }]
  if (HAS_JAVA) t.match((await checkHtml(bad, join(t.testdir(), 'pages'))).join(), /Duplicate ID/)
  if (HAS_W3M) {
    const { losses } = readInW3m(bad, join(t.testdir(), 'read'))
    t.same(
      losses.map((loss) => loss.split('\n', 1)[0]),
      [
        'titles: 0',
        'text: a\u00ADb',
        'link: /y',
        'control: no form text (no name)',
        'control: /x submit (no name)',
      ],
    )
  }
  const browser = await startChromium(t)
  if (!browser) return
  const violations = (await inspect(browser, bad, LOOKS['wide and light'], () => {})).join()
  for (const rule of ['label', 'html-has-lang', 'image-alt', 'reflow']) t.match(violations, `${rule}: `)
})

for (const [name, look] of Object.entries(LOOKS)) {
  t.test(`axe, ${name}`, async (t) => {
    const browser = await startChromium(t)
    if (!browser) return t.pass('No Chromium was found on this machine, so the pages were not looked at.')
    let done = 0
    const progress = () => {
      if (process.stderr.isTTY) process.stderr.write(`\r${++done} `)
    }
    const violations = await inspect(browser, states, look, progress)
    t.comment(`${states.length} pages, ${violations.length} violations`)
    t.same(violations, [])
  })
}
