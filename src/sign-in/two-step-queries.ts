import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import type { Proof } from './two-step-code.ts'

/** The secret that a member's app has; `null` where the password alone is enough. */
export async function findSecret(db: Db, memberId: number): Promise<string | null> {
  const { twoStepSecret } = await db
    .selectFrom('members')
    .select('twoStepSecret')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow()
  return twoStepSecret
}

/** How many recovery codes a member has left. */
export async function countRecoveryCodes(db: Db, memberId: number): Promise<number> {
  const { left } = await db
    .selectFrom('recoveryCodes')
    .select((row) => row.fn.countAll<number>().as('left'))
    .where('memberId', '=', memberId)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return left
}

/**
 * Takes a code: no other request can take it any more (RFC 6238, 5.2).
 * @returns whether it could still be taken
 */
export async function takeProof(trx: Db, memberId: number, proof: Proof, at: At): Promise<boolean> {
  const taken =
    proof.how === 'code'
      ? trx
          .updateTable('members')
          .set({ twoStepCounter: proof.step })
          .where('id', '=', memberId)
          .where('twoStepSecret', '=', proof.secret)
          .where((row) => row.or([row('twoStepCounter', 'is', null), row('twoStepCounter', '<', proof.step)]))
      : trx
          .updateTable('recoveryCodes')
          .set({ usedAt: at })
          .where('memberId', '=', memberId)
          .where('codeHash', '=', proof.codeHash)
          .where('usedAt', 'is', null)
  const { numUpdatedRows } = await taken.executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/**
 * Gives a member's sign-in a new secret in place of the one it had.
 * @param replaces the secret that it had; `null` for none
 * @param step the time step of the code that proved it, which signs nobody in
 * @returns whether that is still the one it had
 */
export async function replaceSecret(
  trx: Db,
  memberId: number,
  { secret, replaces, step }: { secret: string; replaces: string | null; step: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('members')
    .set({ twoStepSecret: secret, twoStepCounter: step })
    .where('id', '=', memberId)
    .where('twoStepSecret', 'is', replaces)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Gives a member these recovery codes, in place of those they had. @param codeHashes what is stored of them */
export async function replaceRecoveryCodes(
  trx: Db,
  memberId: number,
  codeHashes: readonly string[],
): Promise<void> {
  await trx.deleteFrom('recoveryCodes').where('memberId', '=', memberId).execute()
  const rows = codeHashes.map((codeHash) => ({ memberId, codeHash, usedAt: null }))
  await trx.insertInto('recoveryCodes').values(rows).execute()
}

/** Lets a member sign in with the password alone. */
export async function clearTwoStep(trx: Db, memberId: number): Promise<void> {
  await trx
    .updateTable('members')
    .set({ twoStepSecret: null, twoStepCounter: null })
    .where('id', '=', memberId)
    .execute()
  await trx.deleteFrom('recoveryCodes').where('memberId', '=', memberId).execute()
}
