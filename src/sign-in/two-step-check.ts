import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
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

const WRONG_CODE = 'This code is wrong, or was used before. Wait for the next one, or use a recovery code.'

/**
 * Takes a code for good.
 * @param taken the sentence that is said of a right code of the app which was taken before
 * @returns which kind it was
 * @throws InvalidInput where it is wrong or was taken before
 */
export async function takeCode(
  trx: Db,
  memberId: number,
  proof: Proof | undefined,
  at: At,
  taken: Sentence = WRONG_CODE,
): Promise<Proof['how']> {
  if (proof && (await takeProof(trx, memberId, proof, at))) return proof.how
  throw new InvalidInput([{ field: 'code', phrase: phrase(proof?.how === 'code' ? taken : WRONG_CODE) }])
}

/**
 * Makes a change that asks for a code, in one transaction with taking the code.
 *
 * @param change is told which kind of code it was
 * @param taken as for `takeCode`
 * @throws InvalidInput where it is wrong or was taken before; Problem SLOW_DOWN; what `change` throws: the code
 *   can then still be used
 */
export async function withCode<T>(
  db: Db,
  act: Act,
  member: Prover,
  typed: string,
  change: (trx: Db, how: Proof['how']) => Promise<T>,
  taken?: Sentence,
): Promise<T> {
  const proof = await checkCode(db, member, typed, act)
  const result = await db
    .transaction()
    .execute(async (trx) => change(trx, await takeCode(trx, member.id, proof, act.at, taken)))
  await forgiveAttempt(db, member.email, act.address, act.at)
  return result
}
