import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { stylesheet } from '../../src/web/assets.ts'
import type { State } from './states.ts'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Where the pages are shown: nothing is asked of any network. */
const ORIGIN = 'http://scrip.invalid'

/** Shows each page in a browser and asks axe what is wrong with it. @returns each violation, with the pages that have it */
export async function inspect(
  browser: Browser,
  states: readonly State[],
  look: BrowserContextOptions,
  progress: () => void,
): Promise<string[]> {
  // Pages have no scripts, and their policy lets none in: both are lifted for axe alone.
  const context = await browser.newContext({ ...look, bypassCSP: true })
  const shown = new Map(states.map(({ body }, index) => [`/${index}`, body]))
  await context.route('**', (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === stylesheet.path) return route.fulfill({ contentType: 'text/css', body: stylesheet.css })
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body: shown.get(pathname) ?? '' })
  })
  const found = new Map<string, string[]>()
  const waiting = states.entries()
  const lookAtNext = async () => {
    const page = await context.newPage()
    // Both take from the same states, one after the other.
    for (const [index, { name }] of waiting) {
      await page.goto(`${ORIGIN}/${index}`)
      for (const violation of await violationsOn(page)) {
        found.set(violation, [...(found.get(violation) ?? []), name])
      }
      progress()
    }
  }
  await Promise.all([lookAtNext(), lookAtNext()])
  await context.close()
  return [...found].map(
    ([what, pages]) => `${what}\n  on ${pages.length} pages: ${pages.slice(0, 3).join('; ')}`,
  )
}

async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE)
  const options = { runOnly: TAGS, resultTypes: ['violations'] }
  const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResults
  const wide = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) =>
          `${id}: ${target.join(' ')}: ${failureSummary.split('\n').at(1)?.trim()}`,
      ),
    ),
    ...(wide > 0 ? [`reflow: the page is wider than its window by ${wide} px`] : []),
  ]
}
