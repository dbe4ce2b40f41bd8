import { randomBytes } from 'node:crypto'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { type At, later } from '../time/instant.ts'

/** A filled-in form that was checked and waits for its Confirm. `C` is the form's checked content. */
export interface Draft<C> {
  id: string
  content: C
  /** Where Confirm led, once it was pressed. */
  resultPath: string | null
}

/** Whose draft of which form. A draft is its member's own: to everyone else it does not exist. */
export interface Owned {
  memberId: number
  kind: string
}

/** How long a draft waits for its Confirm. */
const KEPT_SECONDS = 24 * 60 * 60

/** Keeps a checked form until its Confirm. @returns the draft's id, for its check page's path */
export async function keepDraft(db: Db, owned: Owned, content: unknown, at: At): Promise<string> {
  const id = randomBytes(12).toString('base64url')
  await db
    .insertInto('drafts')
    .values({ id, ...owned, content: JSON.stringify(content), createdAt: at, resultPath: null })
    .execute()
  return id
}

/** @throws Problem DRAFT_GONE when there is none, it was swept, or it is another member's */
export async function findDraft<C>(db: Db, owned: Owned, id: string): Promise<Draft<C>> {
  // A query may name it twice.
  if (typeof id !== 'string') throw new Problem('DRAFT_GONE')
  const row = await db
    .selectFrom('drafts')
    .select(['id', 'content', 'resultPath'])
    .where('id', '=', id)
    .where('memberId', '=', owned.memberId)
    .where('kind', '=', owned.kind)
    .executeTakeFirst()
  if (!row) throw new Problem('DRAFT_GONE')
  return { ...row, content: JSON.parse(row.content) as C }
}

/**
 * Makes the change a draft stands for and ends the draft, in one transaction and only once: whoever confirms
 * again, by a second click, a reload or the back button, is led to the first result.
 *
 * @param change makes the change with the transaction it is given, and answers the path of the result
 * @returns the path of the result
 * @throws Problem DRAFT_GONE, and what `change` throws: then nothing was written and the draft still waits
 */
export function confirmDraft<C>(
  db: Db,
  owned: Owned,
  id: string,
  change: (trx: Db, content: C) => Promise<string>,
): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const draft = await findDraft<C>(trx, owned, id)
    if (draft.resultPath !== null) return draft.resultPath
    const resultPath = await change(trx, draft.content)
    await trx.updateTable('drafts').set({ resultPath }).where('id', '=', id).execute()
    return resultPath
  })
}

/** Deletes the drafts that have waited for a day. */
export async function sweepDrafts(db: Db, at: At): Promise<void> {
  await db.deleteFrom('drafts').where('createdAt', '<', later(at, -KEPT_SECONDS)).execute()
}
