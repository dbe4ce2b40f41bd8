import type { FastifyReply } from 'fastify'
import type { Db } from '../database/open.ts'
import type { Phrase } from '../errors.ts'
import { confirmDraft, type Owned } from './drafts.ts'
import { type FlashLink, leaveFlash } from './flash.ts'
import { redirect } from './views.ts'

/** What a confirmed draft did. */
export interface Done {
  /** The path of the result. */
  path: string
  /** What happened, with its numbers and names. */
  said: Phrase
  /** To what was made, or to the next step. */
  link?: FlashLink
}

/**
 * Makes the change a draft stands for, as `confirmDraft` does, and leads to its result, which says once what was done.
 * Whoever confirms again is led there without a word: the change was not made a second time.
 *
 * @throws as `confirmDraft`
 */
export async function confirmAndSay<C>(
  db: Db,
  reply: FastifyReply,
  owned: Owned,
  id: string,
  change: (trx: Db, content: C) => Promise<Done>,
): Promise<FastifyReply> {
  let done: Done | undefined
  const path = await confirmDraft<C>(db, owned, id, async (trx, content) => {
    done = await change(trx, content)
    return done.path
  })
  if (done) leaveFlash(reply, done.said, done.link)
  return redirect(reply, path)
}
