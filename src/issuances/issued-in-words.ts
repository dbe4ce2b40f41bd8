import { phrase } from '../errors.ts'
import type { Done } from '../web/confirm.ts'
import type { Format } from '../web/format.ts'
import { paths } from '../web/paths.ts'
import { totalMinor } from './issuance.ts'
import type { Issuance } from './read-issuance.ts'

/** What confirming an issuance did: who got how much, or what waits for a review. No customer stands in two lines. */
export function issuedInWords(id: number, { lines, review }: Issuance, { count, money }: Format): Done {
  const path = paths.issuance(id)
  const values = {
    count: count(lines.length),
    total: money(totalMinor(lines)),
    customer: lines[0]?.customerName ?? '',
  }
  const isOne = lines.length === 1
  if (review === null) {
    return {
      path,
      said: isOne
        ? phrase('1 voucher of {total} was issued to {customer}.', values)
        : phrase('{count} vouchers worth {total} in all were issued to {count} customers.', values),
      link: { href: paths.vouchers({ issuance: id }), label: phrase('See what was issued') },
    }
  }
  return {
    path,
    said: isOne
      ? phrase('1 voucher of {total} for {customer} waits for a review.', values)
      : phrase('{count} vouchers worth {total} in all for {count} customers wait for a review.', values),
    link: { href: paths.reviews(), label: phrase('See what waits for a review') },
  }
}
