import type { FastifyInstance } from 'fastify'
import { findBudget } from '../budget/budget-queries.ts'
import type { Db } from '../database/open.ts'
import { findSettings } from '../partners/settings.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { type At, addDays, dayOf, startOfDay } from '../time/instant.ts'
import { addMonths, type Month, monthOf, monthsFrom, stretchOf } from '../time/month.ts'
import { expiryLapsingAt } from '../vouchers/validity.ts'
import type { Format } from '../web/format.ts'
import { paths } from '../web/paths.ts'
import { page } from '../web/views.ts'
import { type Balance, sumBalances } from './balance-queries.ts'
import { graceInWords } from './grace-in-words.ts'
import { type Beginnings, findBeginnings, sumInReview } from './overview-queries.ts'
import { findFirstUse, sumIssued, sumUsed } from './turnover-queries.ts'
import { usageChart } from './usage-chart.ts'
import { heldInStretchPath } from './voucher-links.ts'

/** Within how many days it is told what lapses. */
const HORIZONS = [7, 30, 90] as const
/** How many months are shown: fewer where nothing was used before. */
const FEWEST_MONTHS = 3
const MOST_MONTHS = 12
/** Later than any voucher expires, and earlier. */
const EVER: At = '9999'
const NEVER: At = ''

/** The page after sign-in. */
export function overviewRoutes(app: FastifyInstance, db: Db): void {
  app.get('/', { config: { needs: 'read' } }, async (request, reply) => {
    const who = signedIn(request)
    const { partner, format, act } = who
    const beginnings = await findBeginnings(db, partner.id)
    return page(reply, 'reports/overview', {
      asOf: format.t('As of {at}, {zone}', { at: format.at(act.at), zone: partner.timeZone }),
      currency: partner.currency.code,
      steps: beginnings.issuances ? null : firstSteps(beginnings, format),
      ...(beginnings.issuances ? await standing(db, who) : {}),
    })
  })
}

/** What comes before the first voucher, and what of it is done. */
function firstSteps({ products, customers, templates }: Beginnings, { t }: Format) {
  const step = (done: boolean, href: string, label: string, why: string) => ({
    href,
    label,
    why,
    standing: done ? { word: 'active', label: t('Done') } : { word: 'inactive', label: t('To do') },
  })
  return [
    step(products, paths.products(), t('Add products'), t('The cloud products that fees are charged for.')),
    step(customers, paths.customers(), t('Add customers'), t('The accounts that will hold vouchers.')),
    step(
      templates,
      paths.templates(),
      t('Create a voucher template'),
      t('The terms that vouchers are issued on.'),
    ),
    step(
      false,
      paths.templates(),
      t('Issue vouchers'),
      t('From a template, to one customer or to thousands.'),
    ),
  ]
}

async function standing(db: Db, who: SignedIn) {
  const { partner, act } = who
  const months = shownMonths(await findFirstUse(db, partner.id), act.at, partner.timeZone)
  const used = await sumUsed(
    db,
    partner.id,
    months.map((month) => stretchOf(month, partner.timeZone)),
  )
  return {
    ...(await balances(db, who)),
    figures: await figures(db, who, used.at(-1) ?? 0n),
    chart: usageChart(
      months.map((month, index) => barOf(month, used[index] ?? 0n, who.format)),
      who.format.money,
    ),
    usage: months
      .map((month, index) => ({ month: who.format.month(month), used: who.format.amount(used[index] ?? 0n) }))
      .reverse(),
    usagePath: paths.usage({ from: months[0], to: months.at(-1) }),
  }
}

/** The months from the first use of a voucher to this one. */
function shownMonths(firstUsedAt: At | null, at: At, timeZone: string): Month[] {
  const last = monthOf(at, timeZone)
  const first = monthOf(firstUsedAt ?? at, timeZone)
  const earliest = addMonths(last, 1 - MOST_MONTHS)
  const latest = addMonths(last, 1 - FEWEST_MONTHS)
  if (first < earliest) return monthsFrom(earliest, last)
  return monthsFrom(first > latest ? latest : first, last)
}

function barOf(month: string, minor: bigint, { money, t, ...format }: Format) {
  const title = t('{month}: {amount}', { month: format.month(month), amount: money(minor) })
  return { label: format.monthAlone(month), title, minor }
}

/** What vouchers hold at this very second: in all, by how soon it lapses, and what has expired. */
async function balances(db: Db, { partner, format, act }: SignedIn) {
  const { graceDays } = await findSettings(db, partner.id)
  const lapsing = HORIZONS.map((days) => lapsingWithin(days, act.at, partner.timeZone, graceDays))
  const [usable, waiting, ...soon] = await sumBalances(db, partner.id, [
    { afterAt: act.at, untilAt: EVER },
    { afterAt: NEVER, untilAt: act.at },
    ...lapsing,
  ])
  return {
    outstanding: inWords(usable, format),
    waiting: waiting && waiting.vouchers > 0 ? inWords(waiting, format) : null,
    grace: graceInWords(graceDays, format),
    soon: lapsing.map(({ days, ...stretch }, index) => ({
      label: format.t('Within {days} days', { days }),
      href: heldInStretchPath(partner, stretch),
      vouchers: format.count(soon[index]?.vouchers ?? 0),
      amount: format.amount(soon[index]?.balanceMinor ?? 0n),
    })),
  }
}

/** When vouchers expire that lapse within so many days, today among them. */
function lapsingWithin(days: number, at: At, timeZone: string, graceDays: number) {
  const endsAt = startOfDay(addDays(dayOf(at, timeZone), days), timeZone)
  return {
    days,
    afterAt: expiryLapsingAt(at, graceDays),
    untilAt: expiryLapsingAt(endsAt, graceDays),
  }
}

function inWords(balance: Balance | undefined, { t, money, count }: Format) {
  const { balanceMinor, vouchers } = balance ?? { balanceMinor: 0n, vouchers: 0 }
  return { balance: money(balanceMinor), vouchers: t('Vouchers: {count}', { count: count(vouchers) }) }
}

/** What was issued and used this month, what waits for review, and what the budget leaves. */
async function figures(db: Db, { partner, format, act }: SignedIn, usedMinor: bigint) {
  const month = monthOf(act.at, partner.timeZone)
  const issuedMinor = await sumIssued(db, partner.id, stretchOf(month, partner.timeZone))
  const inReview = await sumInReview(db, partner.id)
  const budget = await findBudget(db, partner.id)
  const { t, money, count } = format
  return {
    issued: money(issuedMinor),
    issuedPath: paths.vouchers({ issued_from: `${month}-01` }),
    used: money(usedMinor),
    usedPath: paths.usage({ from: month, to: month }),
    inReview: {
      total: money(inReview.totalMinor),
      issuances: t('Issuances: {count}', { count: count(inReview.issuances) }),
    },
    budget: budget
      ? { remaining: money(budget.remainingMinor), of: t('Of {total}', { total: money(budget.totalMinor) }) }
      : { remaining: t('No limit'), of: '' },
  }
}
