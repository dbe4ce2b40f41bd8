import type { Db } from '../database/open.ts'

/** A partner's policies. A change of one alters nothing that was done before. */
export interface Settings {
  /** How many days after its expiry a voucher waits for late bills. */
  graceDays: number
  /** Whether a refund gives vouchers back what they had paid. */
  refundsReturn: 0 | 1
  /** Whether what is left of a part-used voucher can be withdrawn. */
  withdrawPartUsed: 0 | 1
  /** Whether what is withdrawn comes back to the budget. */
  withdrawnReturns: 0 | 1
  /** Whether what lapses comes back to the budget. */
  expiredReturns: 0 | 1
  /** An issuance worth more, in minor units, waits for a review; `null`: only sponsored ones do. */
  reviewThresholdMinor: number | null
  /** Whether every member must sign in with a second step. */
  twoStepRequired: 0 | 1
}

/** A partner's settings as they are now. Inside a transaction: as they are for what it changes. */
export function findSettings(db: Db, partnerId: number): Promise<Settings> {
  return db
    .selectFrom('partners')
    .select([
      'graceDays',
      'refundsReturn',
      'withdrawPartUsed',
      'withdrawnReturns',
      'expiredReturns',
      'reviewThresholdMinor',
      'twoStepRequired',
    ])
    .where('id', '=', partnerId)
    .executeTakeFirstOrThrow()
}
