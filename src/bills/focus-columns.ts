import { FEW, remembering } from '../remembering.ts'
import type { PaymentMode } from './bill.ts'
import { readPeriod } from './period.ts'
import { type Cell, cellAt, lineReader, type ReadLine } from './read-line.ts'

/** The columns without which a file is no FOCUS bill that can be charged. */
const NEEDED = ['subaccountid', 'servicename', 'billedcost', 'billingcurrency', 'billingperiodstart']

/**
 * Reads the lines of a bill in the FinOps Open Cost and Usage Specification (FOCUS), 1.0 and later.
 * @returns undefined where the header is none of FOCUS
 */
export function focusReader(header: readonly string[]): ReadLine | undefined {
  const names = header.map((name) => name.trim().toLowerCase())
  if (!NEEDED.every((name) => names.includes(name))) return undefined
  const column = (name: string) => cellAt(names.indexOf(name.toLowerCase()))
  const start = column('BillingPeriodStart')
  const end = column('BillingPeriodEnd')
  const periodFrom = remembering(
    (start: string) => remembering((end: string) => readPeriod(start, end), FEW),
    FEW,
  )
  return lineReader({
    customer: column('SubAccountId'),
    customerName: column('SubAccountName'),
    product: column('ServiceName'),
    amount: column('BilledCost'),
    currency: column('BillingCurrency'),
    // FOCUS 1.3 renamed it.
    provider: column(names.includes('providername') ? 'ProviderName' : 'ServiceProviderName'),
    period: (cells) => periodFrom(start(cells))(end(cells)),
    paymentMode: paymentModeBy(column),
  })
}

/**
 * What recurs or is bought once is paid in advance, what is used is paid afterwards. A credit is granted once
 * without being a purchase: it lowers what is paid afterwards.
 */
function paymentModeBy(column: (name: string) => Cell): (cells: readonly string[]) => PaymentMode {
  const category = column('ChargeCategory')
  const frequency = column('ChargeFrequency')
  const pricing = column('PricingCategory')
  return (cells) => {
    if (category(cells).toLowerCase() === 'credit') return 'postpaid'
    const often = frequency(cells).toLowerCase()
    const inAdvance =
      often === ''
        ? pricing(cells).toLowerCase() === 'committed'
        : often === 'one-time' || often === 'recurring'
    return inAdvance ? 'prepaid' : 'postpaid'
  }
}
