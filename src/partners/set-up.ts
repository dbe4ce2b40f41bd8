import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { hashPassword } from '../sign-in/password.ts'
import { type At, later } from '../time/instant.ts'
import { createPartner, type NewPartner } from './create-partner.ts'
import { hashToken, newToken } from './token.ts'

const LINK_SECONDS = 30 * 60

/** Makes a fresh set-up link's token and voids the earlier ones; none once somebody can sign in. */
export function makeSetUpToken(db: Db, at: At): Promise<string | undefined> {
  const token = newToken()
  return db.transaction().execute(async (trx) => {
    await trx.deleteFrom('setupLinks').execute()
    if (await hasMembers(trx)) return undefined
    await trx
      .insertInto('setupLinks')
      .values({ tokenHash: hashToken(token), expiresAt: later(at, LINK_SECONDS) })
      .execute()
    return token
  })
}

/** @throws Problem SETUP_LINK_INVALID for a token that is unknown, too old or used */
export async function requireSetUpToken(db: Db, token: string, at: At): Promise<void> {
  const link = await db
    .selectFrom('setupLinks')
    .select('expiresAt')
    .where('tokenHash', '=', hashToken(token))
    .where('expiresAt', '>', at)
    .executeTakeFirst()
  if (!link || (await hasMembers(db))) throw new Problem('SETUP_LINK_INVALID')
}

/**
 * Makes the partner and its first owner, and voids every set-up link.
 *
 * @param from the network address it came from, or `COMMAND_LINE`
 * @returns the owner's member id
 * @throws Problem ALREADY_SET_UP when somebody can sign in already
 */
export async function setUp(db: Db, input: NewPartner, from: string, at: At): Promise<number> {
  const { password, ...rest } = input
  const passwordHash = await hashPassword(password, rest)
  return db.transaction().execute(async (trx) => {
    if (await hasMembers(trx)) throw new Problem('ALREADY_SET_UP')
    await trx.deleteFrom('setupLinks').execute()
    return createPartner(trx, { ...rest, passwordHash }, from, at)
  })
}

async function hasMembers(db: Db): Promise<boolean> {
  return (await db.selectFrom('members').select('id').limit(1).executeTakeFirst()) !== undefined
}
