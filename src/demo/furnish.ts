import { addCustomer } from '../customers/save-customer.ts'
import type { Db } from '../database/open.ts'
import { expireVouchers } from '../ledger/expire-vouchers.ts'
import { currencyOf } from '../money/currency.ts'
import { setUp } from '../partners/set-up.ts'
import { addProduct } from '../products/save-product.ts'
import { archiveTemplate, saveTemplate } from '../templates/save-template.ts'
import type { Terms } from '../templates/template.ts'
import { type At, addDays, dayOf, later, startOfDay } from '../time/instant.ts'
import { chanceFrom } from './chance.ts'
import { chargeSteps } from './charge-steps.ts'
import { issuanceSteps, type Made } from './issuance-steps.ts'
import { policySteps } from './policy-steps.ts'
import { ACTIVE_CUSTOMERS, type Sample, type Step } from './sample.ts'
import { SAMPLE_CUSTOMERS } from './sample-customers.ts'
import { SAMPLE_PRODUCTS } from './sample-products.ts'
import { hireTeam, SAMPLE_TEAM } from './sample-team.ts'
import { SAMPLE_TEMPLATES, type SampleTemplate } from './sample-templates.ts'

const PARTNER = { name: 'Meridian Cloud Partners', currency: 'USD', timeZone: 'Europe/Berlin' } as const
const SET_UP_DAYS_AGO = 220
const HIRED_DAYS_AGO = 219
const LISTED_DAYS_AGO = 218
const ADDRESS = 'command line'
const SEED = 20_261

/**
 * Fills an empty, migrated database with a partner, its team and their past months, by the same use cases as the
 * console. All of it is the same at every start but for the password, and for the days, which end at `now`.
 *
 * @param password everyone's
 * @throws Problem ALREADY_SET_UP where the database is not empty
 */
export async function furnish(db: Db, password: string, now: At): Promise<void> {
  const sample = await openSample(db, password, now)
  await fillLists(sample)
  await makeHistory(sample)
}

async function openSample(db: Db, password: string, now: At): Promise<Sample> {
  const { name: partnerName, currency, timeZone } = PARTNER
  const [{ name, email }] = SAMPLE_TEAM
  const owner = { partnerName, currency, timeZone, name, email, password }
  const ownerId = await setUp(db, owner, ADDRESS, daysBefore(now, SET_UP_DAYS_AGO))
  const { partnerId } = await db
    .selectFrom('members')
    .select('partnerId')
    .where('id', '=', ownerId)
    .executeTakeFirstOrThrow()
  const hired = { partnerId, memberId: ownerId, address: ADDRESS, at: daysBefore(now, HIRED_DAYS_AGO) }
  const team = await hireTeam(db, hired, password)
  return {
    db,
    chance: chanceFrom(SEED),
    partner: { id: partnerId, timeZone, currency: currencyOf(currency) },
    now,
    act: (role, daysAgo) => ({
      partnerId,
      memberId: team[role],
      address: ADDRESS,
      at: daysBefore(now, daysAgo),
    }),
  }
}

/** Each is a change of its own, as in the console; asked for together, they share their commits. */
async function fillLists({ db, act }: Sample): Promise<void> {
  const added = act('owner', LISTED_DAYS_AGO)
  await Promise.all(SAMPLE_PRODUCTS.map((product) => addProduct(db, added, product)))
  await Promise.all(SAMPLE_CUSTOMERS.map((customer) => addCustomer(db, added, customer)))
}

/** Does what was done day by day, the oldest first: what is newer has higher ids, as in life. */
async function makeHistory(sample: Sample): Promise<void> {
  const steps = [
    ...policySteps(sample),
    ...SAMPLE_TEMPLATES.flatMap((template) => templateSteps(sample, template)),
    ...expirySteps(sample),
    ...chargeSteps(sample),
  ]
  for (const { run } of steps.sort((a, b) => b.daysAgo - a.daysAgo)) await run()
}

function templateSteps(sample: Sample, template: SampleTemplate): Step[] {
  const { createdDaysAgo, archivedDaysAgo, issuances = [] } = template
  const made: Made = { id: 0 }
  const make = async () => {
    made.id = await makeTemplate(sample, template)
  }
  const steps: Step[] = [{ daysAgo: createdDaysAgo, run: make }]
  // One customer is not chosen twice for a template, as its limits may forbid that.
  const shuffled = sample.chance.some(ACTIVE_CUSTOMERS, ACTIVE_CUSTOMERS.length)
  for (const issuance of issuances) {
    steps.push(...issuanceSteps(sample, made, issuance, shuffled.splice(0, issuance.customers)))
  }
  if (archivedDaysAgo === undefined) return steps
  const archive = () => archiveTemplate(sample.db, sample.act('issuer', archivedDaysAgo), made.id)
  return [...steps, { daysAgo: archivedDaysAgo, run: archive }]
}

/** Vouchers lapse day by day, as they do by themselves where Scrip runs. */
function expirySteps({ db, now }: Sample): Step[] {
  return Array.from({ length: HIRED_DAYS_AGO }, (_, index) => {
    const daysAgo = HIRED_DAYS_AGO - index
    const run = async () => {
      await expireVouchers(db, { now: () => daysBefore(now, daysAgo), address: 'Scrip' })
    }
    return { daysAgo, run }
  })
}

function makeTemplate({ db, partner, now, act }: Sample, sample: SampleTemplate): Promise<number> {
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
  const created = act('issuer', sample.createdDaysAgo)
  return db.transaction().execute((trx) => saveTemplate(trx, created, partner, null, terms))
}

/** So many days earlier, at one time or another between nine and five. */
function daysBefore(now: At, days: number): At {
  const { timeZone } = PARTNER
  const minutes = 9 * 60 + ((days * 37) % (8 * 60))
  return later(startOfDay(addDays(dayOf(now, timeZone), -days), timeZone), minutes * 60)
}
