import type { Settings } from '../../src/partners/settings.ts'
import type { Desk } from './desk.ts'

/** Changes a partner's policies as they are stored, without the settings page. */
export async function choosePolicies(
  desk: Pick<Desk, 'db' | 'partnerId'>,
  policies: Partial<Settings>,
): Promise<void> {
  await desk.db.updateTable('partners').set(policies).where('id', '=', desk.partnerId).execute()
}
