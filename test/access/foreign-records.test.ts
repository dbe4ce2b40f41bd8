import { join } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { parse } from 'node-html-parser'
import t from 'tap'
import { connectBilling } from '../support/billing.ts'
import type { Entry } from '../support/control.ts'
import { promptAt } from '../support/database.ts'
import { openDesk } from '../support/desk.ts'
import { type Records, stockEverything } from './everything.ts'
import { collectForms, formsOfMachines, keyOf } from './filled-forms.ts'
import { ROUTES } from './routes.ts'
import { pathOf, visitorAt } from './visitor.ts'

// What stands in a path is tried in every-route.test.ts, what is searched for in several-partners.test.ts. Here it is
// what forms, links and machines send: whatever names a record of the sender's is made to name the other partner's.

t.setTimeout(120_000)

const desk = await openDesk(t)
const first = { partnerId: desk.partnerId, ...desk.owner, browser: desk.browser }
const theirs = await stockEverything(desk, first, 'zebra')
const other = await desk.addPartner()
const own = await stockEverything(desk, other, 'quagga')
const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
const visit = await visitorAt(desk, other.browser)
const csrf = (await other.browser.get('/password')).token ?? ''

t.test('no form takes a record of another partner for one of the sender’s', async (t) => {
  const { token } = await connectBilling(desk, ['charges:write', 'read'], other)
  const forms = new Map([...(await collectForms(visit, own)), ...formsOfMachines('quagga')])
  const before = rowsOf(prompt, first.partnerId)
  let tried = 0
  for (const route of ROUTES.filter(({ method }) => method === 'POST')) {
    for (const { entries, foreign } of swapsIn(forms.get(keyOf(route)) ?? [])) {
      const isMachine = route.needs === 'token'
      const payload = new URLSearchParams([...entries, ['_csrf', csrf]]).toString()
      const { statusCode, body } = await desk.app.inject({
        method: 'POST',
        url: pathOf(route, own),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(isMachine && { authorization: `Bearer ${token}` }),
        },
        ...(!isMachine && { cookies: Object.fromEntries(other.browser.cookies) }),
        payload,
      })
      const what = `${route.url}: ${payload}`
      t.ok(statusCode < 500, what)
      t.same(marksIn(body, foreign), [], what)
      tried++
    }
  }
  t.ok(tried > 10, `${tried} were tried`)
  t.equal(rowsOf(prompt, first.partnerId), before)
  t.same(strayReferences(prompt), [])
})

t.test('no link opens a record of another partner by what stands in its query', async (t) => {
  const links = new Set<string>()
  for (const route of ROUTES.filter(({ method }) => method === 'GET')) {
    const at = pathOf(route, own)
    const { body } = await visit(route, own)
    for (const link of parse(body).querySelectorAll('a[href*="?"]')) {
      const { pathname, search } = new URL(link.getAttribute('href') ?? '', `http://here${at}`)
      links.add(`${pathname}${search}`)
    }
  }
  let tried = 0
  for (const link of links) {
    const { pathname, searchParams } = new URL(link, 'http://here')
    for (const { entries, foreign } of swapsIn([...searchParams])) {
      const query = `${pathname}?${new URLSearchParams(entries)}`
      const { status, body } = await other.browser.get(query)
      t.ok(status < 500, query)
      t.same(marksIn(body, foreign), [], query)
      tried++
    }
  }
  t.ok(tried > 10, `${tried} were tried`)
})

t.test('no record of one partner points at one of another', async (t) => {
  t.same(strayReferences(prompt), [])
})

/** What is sent with one field after the other naming the other partner's record in place of the own. */
function swapsIn(entries: readonly Entry[]): { entries: [string, string][]; foreign: string }[] {
  const texts = entries.map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : '',
  ])
  return texts.flatMap(([name, value], index) =>
    twinsOf(value).map((foreign) => ({ entries: texts.with(index, [name, foreign]), foreign })),
  )
}

/** What the other partner has of the same kind; nothing for what names no record. */
function twinsOf(value: string): string[] {
  if (value.includes('quagga')) return [value.replaceAll('quagga', 'zebra')]
  const kinds = (Object.keys(own) as (keyof Records)[]).filter((kind) => own[kind] === value)
  return [...new Set(kinds.map((kind) => theirs[kind]))]
}

/** What would give the other partner away. What was sent is shown again, and tells nobody anything. */
function marksIn(body: string, sent: string): string[] {
  const shown = body.replaceAll(sent, '')
  return ['zebra', 'Northwind', desk.owner.email, theirs.voucher].filter((mark) => shown.includes(mark))
}

function rowsOf(prompt: BetterSqlite3.Database, partnerId: number): string {
  const rows = partnerTables(prompt).map((table) =>
    prompt.prepare(`SELECT * FROM ${table} WHERE partner_id = ?`).all(partnerId),
  )
  return JSON.stringify(rows)
}

/** Every reference of a row to another one, where the two belong to different partners. */
function strayReferences(prompt: BetterSqlite3.Database): unknown[] {
  const tables = partnerTables(prompt)
  return tables.flatMap((table) => {
    const keys = prompt.pragma(`foreign_key_list(${table})`) as {
      table: string
      from: string
      to: string | null
    }[]
    return keys
      .filter((key) => tables.includes(key.table))
      .flatMap((key) =>
        prompt
          .prepare(
            `SELECT '${table}.${key.from}' AS reference, t.${key.from} AS id FROM ${table} AS t
              JOIN ${key.table} AS r ON r.${key.to ?? 'id'} = t.${key.from} WHERE r.partner_id <> t.partner_id`,
          )
          .all(),
      )
  })
}

function partnerTables(prompt: BetterSqlite3.Database): string[] {
  return prompt
    .prepare(
      `SELECT s.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c
        WHERE s.type = 'table' AND c.name = 'partner_id' ORDER BY s.name`,
    )
    .pluck()
    .all() as string[]
}
