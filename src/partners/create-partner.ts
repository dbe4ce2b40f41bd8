import { type Act, COMMAND_LINE } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import { addMember } from '../members/members.ts'
import { hashPassword } from '../sign-in/password.ts'
import type { At } from '../time/instant.ts'
import { keepUtcOffsets } from './keep-utc-offsets.ts'

/** What is said about a partner and about its first owner. */
export interface NewPartner {
  partnerName: string
  currency: string
  timeZone: string
  name: string
  /** Lower case. */
  email: string
  password: string
}

/**
 * Makes a partner and its first owner.
 *
 * @param from the network address it came from, or `COMMAND_LINE`
 * @returns the owner's member id
 * @throws InvalidInput for an email that a member of any partner has
 */
export async function createPartner(
  trx: Db,
  input: Omit<NewPartner, 'password'> & { passwordHash: string },
  from: string,
  at: At,
): Promise<number> {
  const { partnerName, currency, timeZone, name, email, passwordHash } = input
  const partner = await trx
    .insertInto('partners')
    .values({ name: partnerName, currency, timeZone, createdAt: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await keepUtcOffsets(trx)
  const owner = { partnerId: partner.id, name, email, passwordHash, role: 'owner', createdAt: at } as const
  const ownerId = await addMember(trx, owner)
  if (ownerId === undefined) {
    const sentence = 'A member of this installation has this email address. Choose another.'
    throw new InvalidInput([{ field: 'email', phrase: phrase(sentence) }])
  }
  const memberId = from === COMMAND_LINE ? null : ownerId
  const act: Act = { partnerId: partner.id, memberId, address: from, at }
  await recordEvent(trx, act, {
    action: 'partner.created',
    subject: `partner ${partner.id}`,
    after: { name: partnerName, currency, timeZone, owner: email },
  })
  return ownerId
}

/** Adds a partner with its first owner to the others of an installation. @throws InvalidInput as `createPartner` */
export async function addPartner(db: Db, input: NewPartner, from: string, at: At): Promise<void> {
  const { password, ...rest } = input
  const passwordHash = await hashPassword(password, rest)
  await db.transaction().execute((trx) => createPartner(trx, { ...rest, passwordHash }, from, at))
}

/** The partners of an installation, in the order in which they were made. */
export function listPartners(db: Db) {
  return db
    .selectFrom('partners')
    .select(['id', 'name', 'currency', 'timeZone'])
    .select((select) =>
      select
        .selectFrom('members')
        .whereRef('members.partnerId', '=', 'partners.id')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('memberCount'),
    )
    .orderBy('id')
    .execute()
}
