import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'

/**
 * Chooses the language of a member's own pages.
 * @param language its tag; `null`: as the browser asks
 */
export function chooseLanguage(
  db: Db,
  act: Act & { memberId: number },
  language: string | null,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('members')
      .select('language')
      .where('id', '=', act.memberId)
      .executeTakeFirstOrThrow(() => new Problem('NOT_FOUND'))
    if (before.language === language) return
    await trx.updateTable('members').set({ language }).where('id', '=', act.memberId).execute()
    const subject = `member ${act.memberId}`
    await recordEvent(trx, act, { action: 'language.changed', subject, before, after: { language } })
  })
}
