import type { Test } from 'tap'
import type { Desk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'

/** A password that people choose who come by a link. */
export const NEW_PASSWORD = 'four words to keep'
export const DAY = 24 * 60 * 60

/** The path of the link that a page shows: an invitation, or one to choose a new password. */
export function linkOn(page: Page): string {
  const [, path] = /http:\/\/127\.0\.0\.1:3000(\/invitations\/[\w-]{43})(?![\w-])/.exec(page.text) ?? []
  if (!path) throw new Error(`No link in: ${page.text}`)
  return path
}

/** Holds that a link opens nothing and does not say why. */
export async function isInvalid(t: Test, desk: Desk, path: string): Promise<void> {
  const page = await desk.stranger().get(path)
  t.equal(page.status, 404)
  t.match(page.text, 'This link was used, was revoked, is too old, or was never made.')
}

/** What the audit log has of a record, but who signed in. */
export function eventsOf({ db }: Desk, subject: string) {
  return db
    .selectFrom('auditEvents')
    .select(['action', 'memberId', 'before', 'after'])
    .where('subject', '=', subject)
    .where('action', 'not like', 'session.%')
    .orderBy('id')
    .execute()
}
