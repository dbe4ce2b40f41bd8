import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { VOUCHER_STATUSES } from '../../src/vouchers/voucher.ts'
import { chargeNow } from '../support/billing.ts'
import type { Desk } from '../support/desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from '../support/stock.ts'

/** A voucher, and what the list should know of it without asking the database. */
export interface Known {
  template: keyof typeof TEMPLATES
  customer: string
  issuedOn: string
  lastDay: string
  /** At nine in the morning of 23 November 2026. */
  status: string
  face: string
  balance: string
  /** What became of it. */
  then: string
}

const TEMPLATES = {
  1: { type: 'general', mode: 'all', usage: 'customer_offer', pays: ['compute', 'storage'] },
  2: { type: 'allowlist', mode: 'prepaid', usage: 'product_trial', pays: ['compute'] },
  3: { type: 'blocklist', mode: 'postpaid', usage: 'customer_offer', pays: ['compute', 'gpu'] },
}

/** In the order of their issue, the one that lapses first. */
export const KNOWN: Known[] = `
  1 c1 2026-10-01 2026-10-30 expired     80.00    0.00 lapses
  1 c2 2026-10-20 2026-11-18 expired     80.00   80.00 nothing
  1 c3 2026-10-24 2026-11-22 expired     80.00   50.00 charged
  1 c4 2026-10-25 2026-11-23 unused      20.00   20.00 nothing
  2 c5 2026-11-10 2027-01-08 part_used  100.00   70.00 charged
  2 c6 2026-11-10 2027-01-08 used_up     30.00    0.00 charged
  2 c1 2026-11-11 2027-01-09 withdrawn   50.00    0.00 withdrawn
  3 c2 2026-11-11 2026-12-31 unused      80.00   80.00 nothing
  3 c1 2026-11-23 2026-12-31 unused    1000.00 1000.00 nothing`
  .trim()
  .split('\n')
  .map((line) => {
    const [
      template,
      customer = '',
      issuedOn = '',
      lastDay = '',
      status = '',
      face = '',
      balance = '',
      then = '',
    ] = line.trim().split(/ +/)
    return {
      template: Number(template) as Known['template'],
      customer,
      issuedOn,
      lastDay,
      status,
      face,
      balance,
      then,
    }
  })

/** The slow, obvious reading of each filter, with values to try. */
export const FILTERS: Record<
  string,
  { values: string[]; keeps: (voucher: Known, value: string) => boolean }
> = {
  customer: { values: ['c1', 'c2', 'nobody'], keeps: ({ customer }, value) => customer === value },
  template: { values: ['1', '3', '99'], keeps: ({ template }, value) => template === Number(value) },
  status: { values: [...VOUCHER_STATUSES], keeps: ({ status }, value) => status === value },
  type: {
    values: ['general', 'allowlist', 'blocklist'],
    keeps: ({ template }, value) => TEMPLATES[template].type === value,
  },
  payment_mode: {
    values: ['all', 'prepaid', 'postpaid'],
    keeps: ({ template }, value) => TEMPLATES[template].mode === value,
  },
  usage: {
    values: ['customer_offer', 'product_trial'],
    keeps: ({ template }, value) => TEMPLATES[template].usage === value,
  },
  product: {
    values: ['compute', 'gpu', 'storage', 'unknown'],
    keeps: ({ template }, value) => TEMPLATES[template].pays.includes(value),
  },
  issued_from: { values: ['2026-11-10', '2026-11-24'], keeps: ({ issuedOn }, value) => issuedOn >= value },
  issued_before: { values: ['2026-11-11', '2026-10-01'], keeps: ({ issuedOn }, value) => issuedOn < value },
  expires_from: { values: ['2026-11-23', '2026-12-31'], keeps: ({ lastDay }, value) => lastDay >= value },
  expires_before: { values: ['2026-11-23', '2026-12-31'], keeps: ({ lastDay }, value) => lastDay < value },
  balance_at_least: {
    values: ['0', '50', '80.00', '1000.01'],
    keeps: ({ balance }, value) => Number(balance) >= Number(value),
  },
  issuance: { values: ['4', '99'], keeps: (voucher, value) => KNOWN.indexOf(voucher) === Number(value) - 1 },
}

/** Makes them all. @returns how to find the number of each */
export async function stockKnown(desk: Desk): Promise<(voucher: Known) => string> {
  await stockCustomers(desk, ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'])
  await stockProducts(desk, { compute: {}, storage: {}, gpu: { excludedFromGeneral: true } })
  const opened = desk.clock.now
  await stockTemplate(desk)
  await stockTemplate(desk, {
    name: 'Trial',
    scope: 'allowlist',
    products: ['compute'],
    paymentMode: 'prepaid',
    usage: 'product_trial',
    validDays: 60,
  })
  await stockTemplate(desk, {
    scope: 'blocklist',
    products: ['storage'],
    paymentMode: 'postpaid',
    validity: 'fixed',
    validDays: null,
    firstDayOn: '2026-11-01',
    lastDayOn: '2026-12-31',
  })
  const numbers = new Map<Known, string>()
  for (const voucher of KNOWN) {
    desk.clock.now = opened.startsWith(voucher.issuedOn) ? opened : `${voucher.issuedOn}T12:00:00.000Z`
    const issued = await stockVouchers(desk, voucher.template, `${voucher.customer} ${voucher.face}`)
    numbers.set(voucher, issued.numbers.join())
    await bringAbout(desk, voucher, issued.numbers)
  }
  desk.clock.now = opened
  return (voucher) => numbers.get(voucher) ?? ''
}

async function bringAbout(desk: Desk, { then, customer }: Known, numbers: readonly string[]): Promise<void> {
  if (then === 'withdrawn') await withdrawNow(desk, numbers)
  if (then === 'charged') {
    await chargeNow(desk, { charge_id: `of ${customer}`, customer, payment_mode: 'prepaid', amount: '30.00' })
  }
  if (then === 'lapses') {
    await expireVouchers(desk.db, { now: () => '2026-11-15T00:00:00.000Z', address: 'test' })
  }
}
