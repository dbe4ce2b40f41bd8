import { addCustomer } from '../customers/save-customer.ts'
import type { Db } from '../database/open.ts'
import { currencyOf } from '../money/currency.ts'
import { setUp } from '../partners/set-up.ts'
import { addProduct } from '../products/save-product.ts'
import { archiveTemplate, saveTemplate } from '../templates/save-template.ts'
import type { Terms } from '../templates/template.ts'
import { type At, addDays, dayOf, later, startOfDay } from '../time/instant.ts'
import { issueVouchers } from '../vouchers/issue-vouchers.ts'
import { readIssuance } from '../vouchers/read-issuance.ts'
import { listUnusedNumbers, withdrawVouchers } from '../vouchers/withdraw-vouchers.ts'
import { chanceFrom } from './chance.ts'
import { chargeSteps } from './charge-steps.ts'
import { ACTIVE_CUSTOMERS, type Sample, type Step } from './sample.ts'
import { SAMPLE_CUSTOMERS } from './sample-customers.ts'
import { SAMPLE_PRODUCTS } from './sample-products.ts'
import { SAMPLE_TEMPLATES, type SampleIssuance, type SampleTemplate } from './sample-templates.ts'

const PARTNER = { name: 'Meridian Cloud Partners', currency: 'USD', timeZone: 'Europe/Berlin' } as const
const OWNER = { name: 'Ada Winter', email: 'ada@meridian.example' } as const
const SET_UP_DAYS_AGO = 220
const SEED = 20_261

/**
 * Fills an empty, migrated database with a partner and its past months, by the same use cases as the console.
 * All of it is the same at every start but for the password, and for the days, which end at `now`.
 *
 * @returns the email that signs in
 * @throws Problem ALREADY_SET_UP where the database is not empty
 */
export async function furnish(db: Db, password: string, now: At): Promise<string> {
  const { name: partnerName, currency, timeZone } = PARTNER
  const owner = { partnerName, currency, timeZone, ...OWNER, password }
  const memberId = await setUp(db, owner, 'command line', daysBefore(now, SET_UP_DAYS_AGO))
  const { partnerId } = await db
    .selectFrom('members')
    .select('partnerId')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow()
  const sample: Sample = {
    db,
    chance: chanceFrom(SEED),
    partner: { id: partnerId, timeZone, currency: currencyOf(currency) },
    now,
    actBefore: (days) => ({ partnerId, memberId, address: 'command line', at: daysBefore(now, days) }),
  }
  await fillLists(sample)
  await makeHistory(sample)
  return OWNER.email
}

/** Each is a change of its own, as in the console; asked for together, they share their commits. */
async function fillLists({ db, actBefore }: Sample): Promise<void> {
  const act = actBefore(SET_UP_DAYS_AGO)
  await Promise.all(SAMPLE_PRODUCTS.map((product) => addProduct(db, act, product)))
  await Promise.all(SAMPLE_CUSTOMERS.map((customer) => addCustomer(db, act, customer)))
}

/** Makes the templates, then does what was done with them in the order of time: new vouchers have high ids. */
async function makeHistory(sample: Sample): Promise<void> {
  const steps = chargeSteps(sample)
  for (const template of SAMPLE_TEMPLATES) {
    const id = await makeTemplate(sample, template)
    steps.push(...stepsOf(sample, id, template))
  }
  for (const { run } of steps.sort((a, b) => b.daysAgo - a.daysAgo)) await run()
}

function stepsOf(sample: Sample, id: number, { issuances = [], archivedDaysAgo }: SampleTemplate): Step[] {
  // One customer is not chosen twice for a template, as its limits may forbid that.
  const shuffled = sample.chance.some(ACTIVE_CUSTOMERS, ACTIVE_CUSTOMERS.length)
  const steps = issuances.map((issuance) => {
    const customers = shuffled.splice(0, issuance.customers)
    return { daysAgo: issuance.daysAgo, run: () => issue(sample, id, issuance, customers) }
  })
  if (archivedDaysAgo === undefined) return steps
  const archive = () => archiveTemplate(sample.db, sample.actBefore(archivedDaysAgo), id)
  return [...steps, { daysAgo: archivedDaysAgo, run: archive }]
}

function makeTemplate({ db, partner, now, actBefore }: Sample, sample: SampleTemplate): Promise<number> {
  const today = dayOf(now, partner.timeZone)
  const dayBefore = (days: number | undefined) => (days === undefined ? null : addDays(today, -days))
  const terms: Terms = {
    usage: 'customer_offer',
    scope: 'general',
    products: [],
    paymentMode: 'all',
    minimumSpendMinor: 0,
    validity: sample.firstDaysAgo === undefined ? 'days' : 'fixed',
    firstDayOn: dayBefore(sample.firstDaysAgo),
    lastDayOn: dayBefore(sample.lastDaysAgo),
    validDays: null,
    funding: 'own_cost',
    maxVouchers: null,
    maxVouchersPerCustomer: null,
    maxTotalMinor: null,
    note: '',
    ...sample.terms,
  }
  const act = actBefore(sample.createdDaysAgo)
  return db.transaction().execute((trx) => saveTemplate(trx, act, partner, null, terms))
}

/** Issues as if it had been typed into the form, and takes some of it back the day after. */
async function issue(
  { db, chance, partner, actBefore }: Sample,
  templateId: number,
  { daysAgo, reason, amount, withdrawn }: SampleIssuance,
  accountIds: readonly string[],
): Promise<void> {
  const lines = accountIds.map((accountId, index) =>
    amount !== undefined && index % 3 === 2 ? `${accountId} ${amount}` : accountId,
  )
  const draft = { templateId, form: { customers: lines.join('\n'), reason } }
  const act = actBefore(daysAgo)
  const issuanceId = await db.transaction().execute(async (trx) => {
    const issuance = await readIssuance(trx, partner, draft, act.at)
    return issueVouchers(trx, act, partner.timeZone, issuance, chance.bytes)
  })
  if (!withdrawn) return
  const [count, why] = withdrawn
  const after = actBefore(daysAgo - 1)
  const numbers = await listUnusedNumbers(db, partner.id, issuanceId, after.at)
  await db.transaction().execute((trx) => withdrawVouchers(trx, after, chance.some(numbers, count), why))
}

/** So many days earlier, at one time or another between nine and five. */
function daysBefore(now: At, days: number): At {
  const { timeZone } = PARTNER
  const minutes = 9 * 60 + ((days * 37) % (8 * 60))
  return later(startOfDay(addDays(dayOf(now, timeZone), -days), timeZone), minutes * 60)
}
