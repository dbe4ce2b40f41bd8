import t from 'tap'
import { stockEverything } from '../access/everything.ts'
import { collectForms, keyOf } from '../access/filled-forms.ts'
import { ROUTES } from '../access/routes.ts'
import { pathOf, visitorAt } from '../access/visitor.ts'
import { openDesk } from '../support/desk.ts'
import { rootOf } from '../support/page.ts'

// All forms, each twice: that takes a while on a small machine.
t.setTimeout(120_000)

t.test(
  'the summary of a form in error names its fields in the order in which they stand there',
  async (t) => {
    const desk = await openDesk(t)
    const { partnerId, browser, owner } = desk
    const records = await stockEverything(desk, { partnerId, id: owner.id, browser }, 'zebra')
    const forms = await collectForms(await visitorAt(desk, browser), records)
    const { token = '' } = await browser.get('/password')
    let several = 0
    for (const route of ROUTES.filter((route) => forms.has(keyOf(route)))) {
      const names = forms.get(keyOf(route))?.map(([name]) => name) ?? []
      for (const wrong of ['', 'a bell: \u0007']) {
        const sent = new URLSearchParams([
          ...names.map((name): [string, string] => [name, wrong]),
          ['_csrf', token],
        ])
        const { body } = await desk.app.inject({
          method: route.method,
          url: pathOf(route, records) + (route.method === 'GET' ? `?${sent}` : ''),
          cookies: Object.fromEntries(browser.cookies),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          ...(route.method === 'POST' && { payload: sent.toString() }),
        })
        const { inSummary, onPage } = fieldsIn(body)
        t.same(
          inSummary,
          onPage.filter((field) => inSummary.includes(field)),
          keyOf(route),
        )
        if (inSummary.length > 1) several++
      }
    }
    t.ok(several > 20, `several fields were in error ${several} times`)
  },
)

/** The fields that the summary links to, and all that can be linked to, each in its order. */
function fieldsIn(body: string): { inSummary: string[]; onPage: string[] } {
  const root = rootOf(body)
  const links = root.querySelectorAll('.errors a').map((link) => link.getAttribute('href')?.slice(1) ?? '')
  const ids = root.querySelectorAll('[id]').map(({ id }) => id)
  return { inSummary: [...new Set(links)].filter((link) => ids.includes(link)), onPage: ids }
}
