import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { byTheWay } from '../database/by-the-way.ts'
import { often } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, Problem, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { requireStill } from '../members/member-queries.ts'
import { type At, secondsBetween } from '../time/instant.ts'
import { PARTNER_COLUMNS, type PartnerColumns } from './partner-columns.ts'
import { hashToken, newToken } from './token.ts'

/** What a token allows: to post charges and refunds, or to read lists. */
export const SCOPES = ['charges:write', 'read'] as const
export type Scope = (typeof SCOPES)[number]

/** How stale `last_used_at` may be, so that using a token does not write at every request. */
const USED_SECONDS = 60

/** The scopes of a token as its row keeps them. */
type StoredScopes = 'read' | 'charges:write' | 'charges:write read'

/**
 * Makes a token.
 * @returns the token itself: it is shown once and kept nowhere
 * @throws InvalidInput without a scope, or for a name that a token in use has
 */
export function makeToken(db: Db, act: Act, name: string, scopes: readonly Scope[]): Promise<string> {
  const token = `scrip_${newToken()}`
  const stored = SCOPES.filter((scope) => scopes.includes(scope)).join(' ') as StoredScopes
  if (scopes.length === 0) throw invalid('write', 'Tick at least one thing that it may do.')
  return db.transaction().execute(async (trx) => {
    await requireStill(trx, act, 'own')
    if (await isInUse(trx, act.partnerId, name)) {
      throw invalid('name', 'A token in use has this name already. Choose another.')
    }
    const { id } = await trx
      .insertInto('apiTokens')
      .values({
        partnerId: act.partnerId,
        name,
        tokenHash: hashToken(token),
        scopes: stored,
        createdBy: act.memberId,
        createdAt: act.at,
        lastUsedAt: null,
        revokedAt: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, act, {
      action: 'token.made',
      subject: `token ${id}`,
      after: { name, scopes: stored },
    })
    return token
  })
}

/** Revokes a token: it opens nothing from the next request on. Doing it again changes nothing. */
export function revokeToken(db: Db, act: Act, id: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const row = await findToken(trx, act.partnerId, id)
    if (row.revokedAt !== null) return
    await trx.updateTable('apiTokens').set({ revokedAt: act.at }).where('id', '=', id).execute()
    await recordEvent(trx, act, {
      action: 'token.revoked',
      subject: `token ${id}`,
      before: { name: row.name },
    })
  })
}

/** @throws Problem NOT_FOUND for another partner's, too */
export async function findToken(db: Db, partnerId: number, id: number) {
  const row = await db
    .selectFrom('apiTokens')
    .select(['id', 'name', 'revokedAt'])
    .where('id', '=', id)
    .where('partnerId', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** A partner's tokens, newest first. */
export function listTokens(db: Db, partnerId: number) {
  return db
    .selectFrom('apiTokens')
    .leftJoin('members', 'members.id', 'apiTokens.createdBy')
    .select([
      'apiTokens.id',
      'apiTokens.name',
      'apiTokens.scopes',
      'apiTokens.createdAt',
      'apiTokens.lastUsedAt',
      'apiTokens.revokedAt',
      'members.name as createdByName',
    ])
    .where('apiTokens.partnerId', '=', partnerId)
    .orderBy('apiTokens.id', 'desc')
    .execute()
}

/** Whose token this is and what it allows; undefined where it is unknown or revoked. */
export async function findTokenHolder(
  db: Db,
  token: string,
  at: At,
): Promise<(PartnerColumns & { id: number; scopes: StoredScopes }) | undefined> {
  const [row] = await selectHolder(db, { tokenHash: hashToken(token) })
  if (row && (row.lastUsedAt === null || secondsBetween(row.lastUsedAt, at) > USED_SECONDS)) {
    await byTheWay(db.updateTable('apiTokens').set({ lastUsedAt: at }).where('id', '=', row.id).execute())
  }
  return row
}

const selectHolder = often((db, { tokenHash }: { tokenHash: string }) =>
  db
    .selectFrom('apiTokens')
    .innerJoin('partners', 'partners.id', 'apiTokens.partnerId')
    .select(PARTNER_COLUMNS)
    .select(['apiTokens.id', 'apiTokens.scopes', 'apiTokens.lastUsedAt'])
    .where('tokenHash', '=', tokenHash)
    .where('revokedAt', 'is', null),
)

async function isInUse(trx: Db, partnerId: number, name: string): Promise<boolean> {
  const row = await trx
    .selectFrom('apiTokens')
    .select('id')
    .where('partnerId', '=', partnerId)
    .where('name', '=', name)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

function invalid(field: string, sentence: Sentence): InvalidInput {
  return new InvalidInput([{ field, phrase: phrase(sentence) }])
}
