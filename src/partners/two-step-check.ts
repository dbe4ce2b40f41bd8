import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import type { At } from '../time/instant.ts'
import { countAttempt, forgiveAttempt } from './sign-in-attempts.ts'
import { type Proof, readCode } from './two-step-code.ts'
import { findSecret, takeProof } from './two-step-queries.ts'

/** Whose code it is to be. */
export interface Prover {
  id: number
  email: string
}

/**
 * Counts an attempt and reads the code that was typed. Taking it is for the transaction of what it opens.
 *
 * @returns what it proves; undefined where it is wrong
 * @throws Problem SLOW_DOWN after too many failures for this account or address
 */
export async function checkCode(
  db: Db,
  member: Prover,
  typed: string,
  { address, at }: Pick<Act, 'address' | 'at'>,
): Promise<Proof | undefined> {
  await countAttempt(db, member.email, address, at)
  const secret = await findSecret(db, member.id)
  return secret === null ? undefined : readCode(typed, secret, at)
}

/** Takes a code for good. @returns which kind it was @throws InvalidInput where it is wrong or was taken before */
export async function takeCode(
  trx: Db,
  memberId: number,
  proof: Proof | undefined,
  at: At,
): Promise<Proof['how']> {
  if (proof && (await takeProof(trx, memberId, proof, at))) return proof.how
  const sentence = 'This code is wrong, or was used before. Wait for the next one, or use a recovery code.'
  throw new InvalidInput([{ field: 'code', phrase: phrase(sentence) }])
}

/**
 * Makes a change that asks for a code, in one transaction with taking the code.
 *
 * @param change is told which kind of code it was
 * @throws InvalidInput where it is wrong or was taken before; Problem SLOW_DOWN; what `change` throws: the code
 *   can then still be used
 */
export async function withCode<T>(
  db: Db,
  act: Act,
  member: Prover,
  typed: string,
  change: (trx: Db, how: Proof['how']) => Promise<T>,
): Promise<T> {
  const proof = await checkCode(db, member, typed, act)
  const result = await db
    .transaction()
    .execute(async (trx) => change(trx, await takeCode(trx, member.id, proof, act.at)))
  await forgiveAttempt(db, member.email, act.address, act.at)
  return result
}
