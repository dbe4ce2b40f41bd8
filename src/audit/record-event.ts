import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import type { Act } from './act.ts'

/** What happened: the action as `noun.verb`, the record it happened to, and what changed. */
export interface AuditEvent {
  action: string
  subject: string
  before?: unknown
  after?: unknown
}

/** Writes an audit event in the transaction of the change itself: the one is never there without the other. */
export async function recordEvent(trx: Db, act: Act, event: AuditEvent): Promise<void> {
  await insertEvent(trx, {
    ...act,
    action: event.action,
    subject: event.subject,
    before: event.before === undefined ? null : JSON.stringify(event.before),
    after: event.after === undefined ? null : JSON.stringify(event.after),
  })
}

type EventRow = Act & { action: string; subject: string; before: string | null; after: string | null }

const insertEvent = often(
  (trx, { partnerId, memberId, address, action, subject, before, after, at }: EventRow) =>
    trx
      .insertInto('auditEvents')
      .values({ partnerId, memberId, address, action, subject, before, after, at }),
)
