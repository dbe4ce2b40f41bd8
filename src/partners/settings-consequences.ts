import { type SqlBool, sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { selectAllowed } from '../members/member-queries.ts'
import type { At } from '../time/instant.ts'
import { expiryLapsingAt } from '../vouchers/validity.ts'
import type { Format } from '../web/format.ts'
import type { PartnerSettings } from './settings.ts'
import type { Setting } from './settings-words.ts'

/** A change of settings, and whom it is shown to. */
interface SettingsChange {
  partnerId: number
  before: PartnerSettings
  after: PartnerSettings
  at: At
  format: Format
}

type Consequences = (db: Db, change: SettingsChange) => string[] | Promise<string[]>

/** What the change of one setting leads to, and what it leaves as it is, in whole sentences. */
export async function consequencesOf(db: Db, setting: Setting, change: SettingsChange): Promise<string[]> {
  return CONSEQUENCES[setting](db, change)
}

const CONSEQUENCES: Record<Setting, Consequences> = {
  name: (_, { format: { t } }) => [t('Customers see the new name on their statements.')],
  currency: (_, { after, format: { t } }) => [
    t('Every amount is in {currency} from now on. Nothing was issued or charged so far.', {
      currency: after.currency,
    }),
  ],
  timeZone: (_, { format: { t } }) => [
    t('Pages show days and times of the new time zone from now on.'),
    t('Vouchers that were issued begin and end at the very same instants as before.'),
  ],
  graceDays: ofGraceDays,
  refundsReturn: (_, { after, format: { t } }) => [
    after.refundsReturn === 1
      ? t('Refunds from now on give vouchers back what they paid. What earlier refunds did stays as it is.')
      : t('Refunds from now on give vouchers nothing back. What earlier refunds did stays as it is.'),
  ],
  withdrawPartUsed: (_, { after, format: { t } }) => [
    after.withdrawPartUsed === 1
      ? t('What is left of part-used vouchers can be withdrawn from now on.')
      : t('Only unused vouchers can be withdrawn from now on. What was withdrawn stays withdrawn.'),
  ],
  withdrawnReturns: (_, { after, format: { t } }) => [
    after.withdrawnReturns === 1
      ? t('What is withdrawn from now on returns to the budget. What was withdrawn before does not.')
      : t('What is withdrawn from now on does not return to the budget. What has returned stays there.'),
  ],
  expiredReturns: (_, { after, format: { t } }) => [
    after.expiredReturns === 1
      ? t('What lapses from now on returns to the budget. What lapsed before does not.')
      : t('What lapses from now on does not return to the budget. What has returned stays there.'),
  ],
  reviewThresholdMinor: ofThreshold,
  twoStepRequired: ofTwoStep,
}

async function ofGraceDays(db: Db, { partnerId, before, after, at, format: { t, count } }: SettingsChange) {
  if (after.graceDays > before.graceDays) {
    return [
      t('Vouchers that have expired and still wait for late bills wait longer. What has lapsed stays so.'),
    ]
  }
  const { lapsing } = await db
    .selectFrom('vouchers')
    .select((eb) => eb.fn.countAll<number>().as('lapsing'))
    .where('partnerId', '=', partnerId)
    // Written out, and not as a value: so the database knows that the index `vouchers_to_lapse` has them all.
    .where(sql<SqlBool>`balance_minor > 0`)
    .where('expiresAt', '>', expiryLapsingAt(at, before.graceDays))
    .where('expiresAt', '<=', expiryLapsingAt(at, after.graceDays))
    .executeTakeFirstOrThrow()
  if (lapsing === 0) return [t('No voucher lapses at once by it.')]
  return [
    lapsing === 1
      ? t('1 voucher that has expired lapses at once.')
      : t('{count} vouchers that have expired lapse at once.', { count: count(lapsing) }),
  ]
}

async function ofThreshold(db: Db, { partnerId, after, format: { t } }: SettingsChange) {
  const waiting = t('What waits for a review keeps waiting, and what was issued stays issued.')
  if (after.reviewThresholdMinor === null)
    return [t('Only sponsored vouchers wait for a review from now on.'), waiting]
  const reviewers = await selectAllowed(db, partnerId, 'review').select('name').limit(2).execute()
  const [only, another] = reviewers
  if (!only || another) return [waiting]
  const alone = t('Only {name} may review, so nobody can approve what {name} asks for.', only)
  return [alone, waiting]
}

async function ofTwoStep(db: Db, { partnerId, after, format: { t, count } }: SettingsChange) {
  if (after.twoStepRequired === 0) {
    return [t('Every member may turn it off. It stays on for those who do not.')]
  }
  const { off } = await db
    .selectFrom('members')
    .select((eb) => eb.fn.countAll<number>().as('off'))
    .where('partnerId', '=', partnerId)
    .where('active', '=', 1)
    .where('twoStepSecret', 'is', null)
    .executeTakeFirstOrThrow()
  if (off === 0) return [t('Every member has turned it on already.')]
  return [
    off === 1
      ? t('1 member has not turned it on and will be asked to at their next page.')
      : t('{count} members have not turned it on and will be asked to at their next page.', {
          count: count(off),
        }),
  ]
}
