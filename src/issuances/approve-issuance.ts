import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import { type ReviewerAct, writeDecision } from './decide-issuance.ts'
import { insertVouchers, type Random } from './issue-vouchers.ts'
import type { Review } from './review-check.ts'

/**
 * Issues what waited for its review: all of it, valid from the day of the approval. Runs in the transaction
 * that found it waiting and checked it.
 *
 * @param reason why, as the reviewer says; '' for none
 * @throws InvalidInput with everything that refuses it now; Problem NOT_ALLOWED where whoever acts may not do so any more
 */
export async function approveIssuance(
  trx: Db,
  act: ReviewerAct,
  timeZone: string,
  { issuance, template, lines, refused }: Review,
  reason: string,
  random: Random,
): Promise<void> {
  if (refused.length > 0) throw new InvalidInput(refused)
  // The decision comes first: it counts against limits and budget, and vouchers need an issuance that is issued.
  await writeDecision(trx, act, issuance, 'issued', reason)
  await insertVouchers(trx, act, timeZone, template, issuance.id, lines, random)
}
