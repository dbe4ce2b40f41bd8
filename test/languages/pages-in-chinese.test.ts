import { type HTMLElement, parse } from 'node-html-parser'
import t, { type Test } from 'tap'
import { CHINESE } from '../../src/languages/zh-CN.ts'
import { stockEverything } from '../access/everything.ts'
import { ROUTES } from '../access/routes.ts'
import { pathOf, visitorAt } from '../access/visitor.ts'
import { openDesk } from '../support/desk.ts'

// All pages, and all forms sent empty: that takes a while on a small machine.
t.setTimeout(120_000)

/** It stands in every name and text of the desk's records: what holds it was typed by somebody. */
const WORD = 'zebra'

/** What is the same in every language: what the desk's records say, commands, and the scope of a token. */
const NO_SENTENCE = /A good customer|scrip verify|^(issuer \d+|cost|service|read|test)$/

/** One word, alone or before a name, as the kind of a record stands before its id: "template 12", "customers". */
const KIND = new RegExp(`^(?!${WORD})[a-z]{2,}( [\\w-]+)?$`)

const ENGLISH = new Set(
  Object.entries(CHINESE).flatMap(([english, chinese]) => (english === chinese ? [] : english)),
)

t.test('no page has an English sentence left for who reads Chinese', async (t) => {
  const { records, visit } = await openStocked(t)
  for (const route of ROUTES.filter(({ method }) => method === 'GET')) {
    const { headers, body } = await visit(route, records)
    if (!String(headers['content-type']).startsWith('text/html')) continue
    t.same(englishIn(body), [], pathOf(route, records))
  }
})

t.test('no form that is sent empty comes back with an English sentence', async (t) => {
  const { records, visit } = await openStocked(t)
  for (const route of ROUTES.filter(({ method, url }) => method === 'POST' && url !== '/sign-out')) {
    const { headers, body } = await visit(route, records)
    if (!String(headers['content-type']).startsWith('text/html')) continue
    t.same(englishIn(body), [], `POST ${pathOf(route, records)}`)
  }
})

async function openStocked(t: Test) {
  const desk = await openDesk(t)
  const owner = { partnerId: desk.partnerId, id: desk.owner.id, browser: desk.browser }
  const records = await stockEverything(desk, owner, WORD)
  const visit = await visitorAt(desk, desk.browser, { headers: { 'accept-language': 'zh-CN' } })
  return { records, visit }
}

/** What a page says in English: a sentence of the catalogue, two words that stand in none, or the kind of a record. */
function englishIn(body: string): string[] {
  return textsIn(parse(body))
    .map((text) => text.replace(NO_SENTENCE, ''))
    .filter(
      (text) =>
        KIND.test(text) ||
        (!text.includes(WORD) &&
          (ENGLISH.has(text.replace(/:$/, '')) || /[a-z]{2,} [a-z]{2,}/i.test(text) || /\{\w+\}/.test(text))),
    )
}

/** What is read or heard of a page: its texts, and the names of what has no text. */
function textsIn(root: HTMLElement): string[] {
  const said = ['aria-label', 'title'].flatMap((name) =>
    root.querySelectorAll(`[${name}]`).map((element) => element.getAttribute(name) ?? ''),
  )
  const shown = root
    .querySelectorAll('*')
    .flatMap((element) =>
      ['STYLE', 'PRE', 'CODE'].includes(element.tagName)
        ? []
        : element.childNodes
            .filter(({ nodeType }) => nodeType === 3)
            .map(({ text }) => text.replace(/\s+/g, ' ').trim()),
    )
  return [...said, ...shown]
}
