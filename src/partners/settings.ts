import { often } from '../database/often.ts'
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

/** All that the settings page holds: the policies, and what the partner is. */
export interface PartnerSettings extends Settings {
  name: string
  /** A code of ISO 4217. */
  currency: string
  timeZone: string
}

/** A partner's settings as they are now. Inside a transaction: as they are for what it changes. */
export async function findSettings(db: Db, partnerId: number): Promise<Settings> {
  return found(await selectPolicies(db, { partnerId }))
}

/** All that the settings page of a partner holds, as it is now. */
export async function findPartnerSettings(db: Db, partnerId: number): Promise<PartnerSettings> {
  return found(await selectAll(db, { partnerId }))
}

/** Whether anything of a partner is counted in its currency, which then stays. The database holds the same. */
export async function isCurrencyFixed(db: Db, partnerId: number): Promise<boolean> {
  for (const table of ['templates', 'charges', 'billedFees', 'budgetEntries'] as const) {
    const query = db.selectFrom(table).select('id').where('partnerId', '=', partnerId).limit(1)
    if (await query.executeTakeFirst()) return true
  }
  return false
}

const selectPolicies = often((db, { partnerId }: { partnerId: number }) => selectSettings(db, partnerId))

const selectAll = often((db, { partnerId }: { partnerId: number }) =>
  selectSettings(db, partnerId).select(['name', 'currency', 'timeZone']),
)

function found<Row>([row]: Row[]): Row {
  if (row === undefined) throw new Error('There is no such partner')
  return row
}

function selectSettings(db: Db, partnerId: number) {
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
}
