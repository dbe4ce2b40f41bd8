import { decimal } from '../money/format-amount.ts'
import type { Asking } from '../partners/signed-in.ts'
import { type At, dayOf, type On } from '../time/instant.ts'
import { addMonths, type Month } from '../time/month.ts'
import { paths } from '../web/paths.ts'

/** The list of the vouchers that hold something and have their last day from one day until before another. */
function heldVouchersPath({ currency }: Asking['partner'], fromOn: On, beforeOn: On): string {
  return paths.vouchers({
    expires_from: fromOn,
    expires_before: beforeOn,
    balance_at_least: decimal(1, currency),
    sort: 'expiry',
  })
}

/** The same for a month; of this one, from today on. */
export function heldInMonthPath(partner: Asking['partner'], month: Month, today: On): string {
  const firstOn = `${month}-01`
  return heldVouchersPath(partner, firstOn > today ? firstOn : today, `${addMonths(month, 1)}-01`)
}

/** The same for what expires after one instant and no later than another: it does so as a day begins. */
export function heldInStretchPath(
  partner: Asking['partner'],
  { afterAt, untilAt }: { afterAt: At; untilAt: At },
): string {
  return heldVouchersPath(partner, dayOf(afterAt, partner.timeZone), dayOf(untilAt, partner.timeZone))
}
