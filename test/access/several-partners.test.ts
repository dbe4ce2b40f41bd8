import t, { type Test } from 'tap'
import { connectBilling } from '../support/billing.ts'
import type { Browser } from '../support/browser.ts'
import { openDesk } from '../support/desk.ts'
import { type Records, stockEverything } from './everything.ts'
import { ROUTES } from './routes.ts'
import { machineWith, visitorAt } from './visitor.ts'

// All routes, as everybody: that takes a while on a small machine.
t.setTimeout(120_000)

const READS = ROUTES.filter(({ method }) => method === 'GET')
const LISTS = READS.filter(({ url }) => !url.includes(':'))

/** A partner with one of everything. */
interface Party {
  browser: Browser
  records: Records
  token: string
  /** What would give it away on a page of another partner; the first stands in every text of it. */
  marks: readonly [word: string, ...others: string[]]
}

t.test('no answer to one partner holds anything of another', async (t) => {
  const { desk, eachWay } = await openForTwo(t)
  for (const [own, other] of eachWay) {
    const visit = await visitorAt(desk, own.browser)
    for (const route of READS) {
      const { statusCode, body } = await visit(route, own.records)
      if (route.records.length > 0) t.equal(statusCode, 200, route.url)
      holdsNothingOf(t, other, body, route.url)
    }
    for (const route of READS.filter(({ records, needs }) => records.length > 0 && needs !== 'nobody')) {
      const { statusCode, body } = await visit(route, other.records)
      t.equal(statusCode, 404, route.url)
      holdsNothingOf(t, other, body, `${route.url} of the other`)
    }
  }
})

t.test('no answer to the token of one partner holds anything of another', async (t) => {
  const { desk, eachWay } = await openForTwo(t)
  for (const [own, other] of eachWay) {
    const visit = machineWith(desk, own.token)
    for (const route of READS.filter(({ scope }) => scope)) {
      const { statusCode, body } = await visit(route, own.records)
      t.equal(statusCode, 200, route.url)
      holdsNothingOf(t, other, body, route.url)
    }
  }
})

t.test('nothing that one partner sees changes by what another does', async (t) => {
  const desk = await openDesk(t)
  const owner = { partnerId: desk.partnerId, ...desk.owner, browser: desk.browser }
  const records = await stockEverything(desk, owner, 'zebra')
  const seen = async () => {
    const visit = await visitorAt(desk, desk.browser)
    const answers = READS.map(async (route) => [route.url, unsigned((await visit(route, records)).body)])
    return Object.fromEntries(await Promise.all(answers))
  }
  // The first look would leave its own trace.
  await desk.db.updateTable('statements').set({ openedAt: desk.clock.now }).execute()
  const before = await seen()
  await stockEverything(desk, await desk.addPartner(), 'quagga')
  t.same(await seen(), before)
})

t.test('no search of one partner finds anything of another, whatever it asks for', async (t) => {
  const { eachWay } = await openForTwo(t)
  for (const [own, other] of eachWay) {
    for (const { url } of LISTS) {
      for (const field of await searchFieldsOf(own.browser, url)) {
        for (const asked of searchesFor(other)) {
          const query = `${url}?${new URLSearchParams({ [field]: asked })}`
          const { body } = await own.browser.get(query)
          // What was asked for is said back in the field.
          holdsNothingOf(t, other, body.replaceAll(asked, ''), query)
        }
      }
    }
  }
})

/** Two partners at one installation, and each of them as the one who asks and the one who is asked for. */
async function openForTwo(t: Test) {
  const desk = await openDesk(t)
  const first = { partnerId: desk.partnerId, ...desk.owner, browser: desk.browser }
  const second = await desk.addPartner()
  const party = async (owner: typeof first, word: string, name: string): Promise<Party> => {
    const records = await stockEverything(desk, owner, word)
    const { token } = await connectBilling(desk, ['read'], owner)
    const { browser, email } = owner
    return { browser, records, token, marks: [word, name, email, records.voucher, records.unusedVoucher] }
  }
  const zebra = await party(first, 'zebra', 'Northwind')
  const quagga = await party(second, 'quagga', 'Contoso')
  const eachWay: [own: Party, other: Party][] = [
    [zebra, quagga],
    [quagga, zebra],
  ]
  return { desk, eachWay }
}

/** A page without the token of its forms, which is another one each time. */
function unsigned(body: string): string {
  return body.replaceAll(/name="?_csrf"? value="[^"]*"/g, '')
}

function holdsNothingOf(t: Test, { marks }: Party, body: string, where: string): void {
  const found = marks.filter((mark) => body.toLowerCase().includes(mark.toLowerCase()))
  t.same(found, [], where)
}

/** What a list can be narrowed by: nothing, for a page without a search and for a download of its own. */
async function searchFieldsOf(browser: Browser, url: string): Promise<string[]> {
  const page = await browser.get(url.replace(/\.(csv|json)$/, ''))
  if (!page.body.includes('>Search</button>')) return []
  return [
    ...new Set(
      page
        .form('Search')
        .entries()
        .map(([name]) => name),
    ),
  ]
}

/** The names and numbers of a partner's records, and a part of every name. */
function searchesFor({ marks: [word], records }: Party): string[] {
  const { template, issuance, voucher, withdrawal, charge, customer } = records
  const ids = new Set([template, issuance, withdrawal, customer])
  return [...ids, voucher, charge, `${word}-1`, `${word}-compute`, `${word}-refund`, word.slice(1)]
}
