import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { findCharge } from '../../src/charges/charge-queries.ts'
import { postCharge } from '../../src/charges/post-charge.ts'
import { postRefund } from '../../src/charges/post-refund.ts'
import { readCharge } from '../../src/charges/read-charge.ts'
import { addCustomer } from '../../src/customers/save-customer.ts'
import type { Db } from '../../src/database/open.ts'
import { InvalidInput, Problem } from '../../src/errors.ts'
import { issueVouchers } from '../../src/issuances/issue-vouchers.ts'
import { readIssuance } from '../../src/issuances/read-issuance.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { decimal } from '../../src/money/format-amount.ts'
import { addProduct } from '../../src/products/save-product.ts'
import { saveTemplate } from '../../src/templates/save-template.ts'
import type { Terms } from '../../src/templates/template.ts'
import { later } from '../../src/time/instant.ts'
import { withdrawVouchers } from '../../src/vouchers/withdraw-vouchers.ts'
import { TERMS } from './stock.ts'

// What may happen to a partner's vouchers, in any order and at the same time, by the use cases alone.

const HOUR = 60 * 60
const OPENED_AT = '2026-11-23T09:00:00.000Z'
const USD = currencyOf('USD')
const CUSTOMERS = ['1001', '1002']
const PRODUCTS = ['compute', 'licence']

const place = fc.nat(50)
const minor = fc.integer({ min: 1, max: 30 })
const few = fc.integer({ min: 1, max: 12 })
const much = fc.integer({ min: 1, max: 70 })

/** The first far oftener than the others. */
function mostly<const T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, fc.constantFrom(usual, ...others))
}

const template = fc.record({
  scope: mostly('general', 'allowlist', 'blocklist'),
  products: fc.subarray(PRODUCTS, { minLength: 1 }),
  paymentMode: mostly('all', 'prepaid', 'postpaid'),
  amountMinor: minor,
  minimumSpendMinor: mostly(0, 20),
  validDays: fc.integer({ min: 1, max: 4 }),
})

const charge = fc.record({
  step: fc.constant('charge'),
  customer: fc.constantFrom(...CUSTOMERS),
  product: mostly('compute', 'licence'),
  mode: fc.constantFrom('prepaid', 'postpaid'),
  amountMinor: much,
  hoursAgo: mostly(null, 0, 20, 70),
})

/** A change of what the partner's refunds and withdrawals do from then on. */
const policies = fc.record({
  step: fc.constant('policies'),
  refundsReturn: fc.constantFrom(0, 1),
  withdrawPartUsed: fc.constantFrom(0, 1),
})

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ step: fc.constant('issue'), template: place, amountMinor: minor }) },
  { weight: 6, arbitrary: charge },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('refund'), charge: place, amountMinor: few }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('withdraw'), voucher: place }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('expire') }) },
  { weight: 1, arbitrary: policies },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A partner's templates and grace, and rounds of steps that are taken at the same time, with hours in between. */
export const history = fc.record({
  templates: fc.array(template, { minLength: 1, maxLength: 4 }),
  graceDays: fc.integer({ min: 0, max: 2 }),
  rounds: fc.array(
    fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 12 }),
      hours: fc.constantFrom(0, 1, 24, 48),
    }),
    { minLength: 1, maxLength: 6 },
  ),
})
type History = typeof history extends fc.Arbitrary<infer H> ? H : never

/** A request that was answered, and how to send the very same again. */
interface Answered {
  result: unknown
  again(): Promise<{ result: unknown; repeated: boolean }>
}

/** A partner whose history has been lived. */
export interface Lived {
  partnerId: number
  now: string
  /** The charges and refunds that were posted. */
  answered: Answered[]
}

/** Makes a partner of its own and takes the steps, round by round. Throws what no use case is to throw. */
export async function live(db: Db, name: string, { templates, graceDays, rounds }: History): Promise<Lived> {
  const desk = await open(db, name, templates, graceDays)
  for (const { steps, hours } of rounds) {
    const outcomes = await Promise.allSettled(steps.map((step) => take(desk, step)))
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !isRefusal(outcome.reason)) throw outcome.reason
    }
    desk.now = later(desk.now, hours * HOUR)
  }
  return { partnerId: desk.partner.id, now: desk.now, answered: desk.answered }
}

interface Desk {
  db: Db
  partner: { id: number; timeZone: string; currency: typeof USD }
  templateIds: number[]
  now: string
  charges: number
  refunds: number
  answered: Answered[]
}

async function open(db: Db, name: string, templates: History['templates'], graceDays: number): Promise<Desk> {
  const row = { name, currency: 'USD', timeZone: 'UTC', createdAt: OPENED_AT, graceDays }
  const { id } = await db.insertInto('partners').values(row).returning('id').executeTakeFirstOrThrow()
  const partner = { id, timeZone: 'UTC', currency: USD }
  const act = { partnerId: id, memberId: null, address: 'test', at: OPENED_AT }
  const products = PRODUCTS.map((code) =>
    addProduct(db, act, {
      code,
      name: code,
      category: '',
      excludedFromGeneral: code === 'licence',
      eligibleForSpecific: true,
    }),
  )
  const customers = CUSTOMERS.map((accountId) =>
    addCustomer(db, act, { accountId, name: accountId, email: '', active: true }),
  )
  await Promise.all([...products, ...customers])
  const templateIds = await Promise.all(
    templates.map(({ products, ...terms }) => {
      const complete: Terms = { ...TERMS, ...terms, products: terms.scope === 'general' ? [] : products }
      return db.transaction().execute((trx) => saveTemplate(trx, act, partner, null, complete))
    }),
  )
  return { db, partner, templateIds, now: OPENED_AT, charges: 0, refunds: 0, answered: [] }
}

async function take(desk: Desk, step: Step): Promise<void> {
  if (step.step === 'issue') await issue(desk, step)
  else if (step.step === 'charge') await bill(desk, step)
  else if (step.step === 'refund') await refund(desk, step)
  else if (step.step === 'withdraw') await withdraw(desk, step)
  else if (step.step === 'policies') await changePolicies(desk, step)
  else await expireVouchers(desk.db, { now: () => desk.now, address: 'test' })
}

type StepOf<K extends Step['step']> = Extract<Step, { step: K }>

async function issue(desk: Desk, { template, amountMinor }: StepOf<'issue'>): Promise<void> {
  const templateId = desk.templateIds[template % desk.templateIds.length] ?? 0
  const account = CUSTOMERS[template % CUSTOMERS.length]
  const form = { customers: `${account} ${decimal(amountMinor, USD)}`, reason: 'A good customer' }
  const act = actOf(desk)
  await desk.db.transaction().execute(async (trx) => {
    const issuance = await readIssuance(trx, desk.partner, { templateId, form }, act.at)
    return issueVouchers(trx, act, desk.partner.timeZone, issuance, randomBytes)
  })
}

async function bill(desk: Desk, step: StepOf<'charge'>): Promise<void> {
  const { customer, product, mode, amountMinor, hoursAgo } = step
  const body = {
    charge_id: `C-${desk.charges++}`,
    customer,
    product,
    payment_mode: mode,
    amount: decimal(amountMinor, USD),
    ...(hoursAgo === null ? {} : { occurred_at: later(desk.now, -hoursAgo * HOUR) }),
  }
  await answer(desk, async () => {
    const act = actOf(desk)
    const input = await readCharge(desk.db, desk.partner, body, act.at)
    const source = { source: 'api', tokenId: null, billId: null, exactAmount: null } as const
    return desk.db.transaction().execute((trx) => postCharge(trx, act, input, source))
  })
}

async function refund(desk: Desk, { charge, amountMinor }: StepOf<'refund'>): Promise<void> {
  const paid = desk.db.selectFrom('charges').select('chargeId').where('coveredMinor', '>', 0)
  const covered = await paid.where('partnerId', '=', desk.partner.id).orderBy('id').execute()
  // Now and then one that nothing covers, or that does not exist.
  const chargeId = covered[charge % (covered.length + 1)]?.chargeId ?? `C-${charge}`
  const refundId = `R-${desk.refunds++}`
  await answer(desk, () =>
    desk.db.transaction().execute(async (trx) => {
      const charge = await findCharge(trx, desk.partner.id, chargeId)
      return postRefund(trx, actOf(desk), { refundId, charge, amountMinor }, USD, null)
    }),
  )
}

async function answer(desk: Desk, again: Answered['again']): Promise<void> {
  const { result } = await again()
  desk.answered.push({ result, again })
}

async function withdraw(desk: Desk, { voucher }: StepOf<'withdraw'>): Promise<void> {
  await desk.db.transaction().execute(async (trx) => {
    const query = trx.selectFrom('vouchers').select('number').where('partnerId', '=', desk.partner.id)
    const numbers = (await query.orderBy('id').execute()).map(({ number }) => number)
    const chosen = numbers[voucher % Math.max(1, numbers.length)]
    if (chosen !== undefined) await withdrawVouchers(trx, actOf(desk), [chosen], 'A mistake')
  })
}

async function changePolicies(desk: Desk, { step: _, ...policies }: StepOf<'policies'>): Promise<void> {
  await desk.db.updateTable('partners').set(policies).where('id', '=', desk.partner.id).execute()
}

function actOf({ partner, now }: Desk) {
  return { partnerId: partner.id, memberId: null, address: 'test', at: now }
}

/** What a request may hear that came too late or asked for too much. */
function isRefusal(error: unknown): boolean {
  return error instanceof InvalidInput || (error instanceof Problem && error.code === 'NOT_FOUND')
}
