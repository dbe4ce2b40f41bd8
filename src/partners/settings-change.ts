import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { requireStill } from '../members/member-queries.ts'
import { keepUtcOffsets } from './keep-utc-offsets.ts'
import type { PartnerSettings } from './settings.ts'

/** What the audit log shows as yes or no. */
const FLAGS = new Set<keyof PartnerSettings>([
  'refundsReturn',
  'withdrawPartUsed',
  'withdrawnReturns',
  'expiredReturns',
  'twoStepRequired',
])

/**
 * Stores a partner's settings, in the transaction it is given. What was done before stays as it is.
 *
 * @param before what is stored
 * @param after what is to be; the audit names what differs, and nothing else
 * @throws Problem NOT_ALLOWED where whoever acts is no owner any more
 */
export async function changeSettings(
  trx: Db,
  act: Act,
  before: PartnerSettings,
  after: PartnerSettings,
): Promise<void> {
  await requireStill(trx, act, 'own')
  if (after.currency !== before.currency) await endForms(trx, act.partnerId)
  await trx.updateTable('partners').set(after).where('id', '=', act.partnerId).execute()
  if (after.timeZone !== before.timeZone) await keepUtcOffsets(trx)
  const changed = (Object.keys(after) as (keyof PartnerSettings)[]).filter(
    (key) => before[key] !== after[key],
  )
  const only = (settings: PartnerSettings) =>
    Object.fromEntries(changed.map((key) => [key, FLAGS.has(key) ? settings[key] === 1 : settings[key]]))
  await recordEvent(trx, act, {
    action: 'settings.changed',
    subject: `partner ${act.partnerId}`,
    before: only(before),
    after: only(after),
  })
}

/** What waits for its Confirm was read, and shown, in the currency of before: it is filled in anew. */
async function endForms(trx: Db, partnerId: number): Promise<void> {
  const members = trx.selectFrom('members').select('members.id').where('partnerId', '=', partnerId)
  await trx
    .deleteFrom('drafts')
    .where('resultPath', 'is', null)
    .where('kind', '<>', 'settings')
    .where('memberId', 'in', members)
    .execute()
}
