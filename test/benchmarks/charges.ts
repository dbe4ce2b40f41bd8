import assert from 'node:assert/strict'
import BetterSqlite3 from 'better-sqlite3'
import {
  alternate,
  atEachStart,
  type Benchmark,
  type Figures,
  medians,
  type Row,
  together,
} from './benchmark.ts'
import { load, type Sent } from './load.ts'
import { DESK_SERVER, type RunningDesk, startDesk } from './running-desk.ts'

const MANY = 1_000_000
const CONNECTIONS = 64
const ROUNDS = 3
const ROUND_MS = 2_000
/** Rounds until the machine has compiled what runs at every charge. */
const WARM_UP = 4

/** A billing system that posts as fast as it is answered: each charge is paid by one voucher or two, for good. */
export const charges: Benchmark = {
  name: 'charges',
  title: 'Durable charges over HTTP against a form that is only echoed, and against Kysely’s own dialect',

  async run(folder) {
    const starts = await atEachStart(() => measure(folder))
    const [echo, kysely] = [together(starts.map((at) => at.echo)), together(starts.map((at) => at.kysely))]
    return [
      row('charges a second, against an echo', echo, { atLeast: 0.15 }),
      row('charges a second, against Kysely’s dialect', kysely, { atLeast: 5 }),
    ]
  },
}

function row(name: string, figures: Figures, goal: Row['goal']): Row {
  return { name, unit: 'requests/s', ...medians(figures), goal }
}

/** Charges of one start of the servers, against what they are measured against. */
async function measure(folder: string) {
  const ours = await startDesk(folder, MANY, [DESK_SERVER, 'ours'])
  const plain = await startDesk(folder, MANY, [DESK_SERVER, 'kysely'])
  const [charge, chargePlainly] = [await chargesOf(ours), await chargesOf(plain)]
  const [echo, echoPlainly] = [echoOf(charge.next()), echoOf(chargePlainly.next())]
  const measured = await alternate(
    ROUNDS,
    {
      // Both post right after their own echo: right after the other's charges ours is a few percent slower.
      echo: () => perSecond(ours.url, () => echo),
      ours: () => perSecond(ours.url, charge.next),
      plainEcho: () => perSecond(plain.url, () => echoPlainly),
      kysely: () => perSecond(plain.url, chargePlainly.next),
    },
    WARM_UP,
  )
  for (const one of [charge, chargePlainly]) {
    assert.ok(!one.hasRunOut(), 'Both vouchers of nobody are left: the desk is too small')
    one.check()
  }
  await Promise.all([ours.stop(), plain.stop()])
  const against = (reference: number[]): Figures => ({ ours: measured.ours, reference })
  return { echo: against(measured.echo), kysely: against(measured.kysely) }
}

/** The same form, which is only echoed. */
function echoOf(charge: Sent): Sent {
  return { ...charge, path: '/echo', expect: 200 }
}

async function perSecond(url: string, next: () => Sent): Promise<number> {
  return (await load(url, { connections: CONNECTIONS, ms: ROUND_MS }, next)).perSecond
}

/** Charges without end that the vouchers of customers pay: in turn one of them, and both. */
export async function chargesOf(
  desk: RunningDesk,
): Promise<{ next(): Sent; hasRunOut(): boolean; check(): void }> {
  const form = (await desk.owner.get('/tokens')).form('Make token')
  const made = await form.fill({ 'Token name': crypto.randomUUID() }).submit()
  const headers = {
    authorization: `Bearer ${/scrip_[\w-]+/.exec(made.body)?.[0]}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const holders = holdersOf(desk.file)
  let count = 0
  return {
    next() {
      const { account, balance } =
        holders[Math.floor(count / 2) % holders.length] ?? assert.fail('Nobody can pay')
      const isFirstPass = count < 2 * holders.length
      const amount = isFirstPass && count % 2 === 1 ? balance + 100 : 200
      const body = new URLSearchParams({
        charge_id: `bench-${count}`,
        customer: account,
        product: 'product-1',
        payment_mode: 'prepaid',
        amount: (amount / 100).toFixed(2),
      }).toString()
      count++
      return { method: 'POST', path: '/charges', headers, body, expect: 201 }
    },
    /** Whether each customer has had both charges. From then on one voucher pays each: that takes less. */
    hasRunOut() {
      return count > 2 * holders.length
    },
    /** Every charge is in the file, and paid by one voucher or two. */
    check() {
      const rows = read(
        desk.file,
        `SELECT count(*) AS charges, sum(entries) AS entries, min(entries) AS least, max(entries) AS most FROM (
          SELECT (SELECT count(*) FROM ledger_entries WHERE charge_id = charges.id) AS entries
          FROM charges WHERE charge_id LIKE 'bench-%')`,
      )
      assert.equal(rows[0]?.least, 1)
      assert.equal(rows[0]?.most, 2)
    },
  }
}

/** Customers with two vouchers alike that can pay, and what each of these holds, in minor units. */
function holdersOf(file: string): { account: string; balance: number }[] {
  return read(
    file,
    `SELECT account_id AS account, min(balance_minor) AS balance FROM vouchers
    JOIN customers ON customers.id = customer_id JOIN templates ON templates.id = template_id
    WHERE state IN ('unused', 'part_used') AND expires_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      AND payment_mode <> 'postpaid'
    GROUP BY customer_id HAVING count(*) = 2 AND min(expires_at) > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day')
      AND min(balance_minor) = max(balance_minor) AND min(balance_minor) > 1000
    ORDER BY customer_id`,
  ) as { account: string; balance: number }[]
}

function read(file: string, statement: string): Record<string, unknown>[] {
  const database = new BetterSqlite3(file, { readonly: true })
  try {
    return database.prepare(statement).all() as Record<string, unknown>[]
  } finally {
    database.close()
  }
}
