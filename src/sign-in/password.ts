import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { type Phrase, phrase } from '../errors.ts'
import { type PasswordOwner, requireUncommon } from './common-passwords.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password-length.ts'

const derive = promisify(argon2)

// OWASP password storage cheat sheet: argon2id with 19 MiB, two passes, one lane.
const COST = { memory: 19456, passes: 2, parallelism: 1 } as const

/** Reads a new password; for `field`. Nothing about it is trimmed or changed but its Unicode form. */
export function newPassword(text: string): string | Phrase {
  if (text.length < SHORTEST_PASSWORD) {
    return phrase('Choose a password of at least {min} characters.', { min: SHORTEST_PASSWORD })
  }
  return text.length > LONGEST_PASSWORD
    ? phrase('Write at most {max} characters.', { max: LONGEST_PASSWORD })
    : text
}

/**
 * Hashes a new password.
 * @returns a PHC string, `$argon2id$v=19$m=...,t=...,p=...$salt$hash`
 * @throws InvalidInput at `password` for one that is tried first
 */
export async function hashPassword(password: string, owner: PasswordOwner): Promise<string> {
  requireUncommon(password, owner)
  const nonce = randomBytes(16)
  const hash = await derive('argon2id', { ...COST, message: password, nonce, tagLength: 32 })
  const cost = `m=${COST.memory},t=${COST.passes},p=${COST.parallelism}`
  return `$argon2id$v=19$${cost}$${unpadded(nonce)}$${unpadded(hash)}`
}

/**
 * Whether a password is the one that was hashed. Takes as long where there is no hash to compare with, so
 * that the time tells nobody which accounts exist.
 *
 * @param hash a PHC string of `hashPassword`, or undefined: then the answer is false, after the same work
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, , , cost = '', nonce = '', expected = ''] = (hash ?? NO_ONE).split('$')
  const [memory = 0, passes = 0, parallelism = 0] = cost.split(',').map((part) => Number(part.slice(2)))
  const wanted = Buffer.from(expected, 'base64')
  const parameters: Argon2Parameters = {
    message: password.slice(0, LONGEST_PASSWORD + 1),
    nonce: Buffer.from(nonce, 'base64'),
    tagLength: wanted.length,
    memory,
    passes,
    parallelism,
  }
  const equal = timingSafeEqual(await derive('argon2id', parameters), wanted)
  return equal && hash !== undefined
}

/** A hash that no known password has: what an unknown account is compared with. */
const NO_ONE = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
