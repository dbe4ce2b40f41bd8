import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { type At, later } from '../time/instant.ts'
import { hashPassword } from './password.ts'
import { hashToken, newToken } from './token.ts'

const LINK_SECONDS = 30 * 60

/** What the first owner says about the partner and about themselves. */
export interface SetUp {
  partnerName: string
  currency: string
  timeZone: string
  name: string
  /** Lower case. */
  email: string
  password: string
}

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
 * @param from the network address it came from, or "command line"
 * @returns the owner's member id
 * @throws Problem ALREADY_SET_UP when somebody can sign in already
 */
export async function setUp(db: Db, input: SetUp, from: string, at: At): Promise<number> {
  const passwordHash = await hashPassword(input.password)
  return db.transaction().execute(async (trx) => {
    if (await hasMembers(trx)) throw new Problem('ALREADY_SET_UP')
    const { currency, timeZone } = input
    const partner = await trx
      .insertInto('partners')
      .values({ name: input.partnerName, currency, timeZone, createdAt: at })
      .returning('id')
      .executeTakeFirstOrThrow()
    const owner = await trx
      .insertInto('members')
      .values({
        partnerId: partner.id,
        name: input.name,
        email: input.email,
        passwordHash,
        role: 'owner',
        createdAt: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await trx.deleteFrom('setupLinks').execute()
    const act = { partnerId: partner.id, memberId: owner.id, address: from, at }
    await recordEvent(trx, act, {
      action: 'partner.created',
      subject: `partner ${partner.id}`,
      after: { name: input.partnerName, currency, timeZone, owner: input.email },
    })
    return owner.id
  })
}

async function hasMembers(db: Db): Promise<boolean> {
  return (await db.selectFrom('members').select('id').limit(1).executeTakeFirst()) !== undefined
}
