import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { stillWaits, writeDecision } from './decide-issuance.ts'
import { findIssuance } from './issuance-queries.ts'

/**
 * Takes back what one asked for, while it waits for review. Doing it again changes nothing.
 * @throws Problem NOT_FOUND; ISSUANCE_NOT_YOURS for someone else's; ISSUANCE_DECIDED once it was decided;
 *   NOT_ALLOWED where whoever acts may not do so any more
 */
export function cancelIssuance(db: Db, act: Act, id: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const issuance = await findIssuance(trx, act.partnerId, id)
    if (issuance.requestedBy !== act.memberId) throw new Problem('ISSUANCE_NOT_YOURS', { issuance: id })
    if (stillWaits(issuance, act, 'cancelled')) await writeDecision(trx, act, issuance, 'cancelled')
  })
}
