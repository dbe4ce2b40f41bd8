import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { hashToken } from '../partners/token.ts'
import type { At } from '../time/instant.ts'

/** What a code proves: that an app with this secret made it for this time step, or which recovery code it is. */
export type Proof = { how: 'code'; secret: string; step: number } | { how: 'recovery code'; codeHash: string }

/** How many time steps a phone's clock may be off, either way (RFC 6238, 5.2). */
const DRIFT_STEPS = 1
const RECOVERY_CODES = 10
/**
 * Digits, because a telephone shows no letters for a field of digits: 35 of them are 116 random bits, enough to be
 * stored under a plain hash (OWASP ASVS 5.0, 6.5.2 asks for 112).
 */
const RECOVERY_DIGITS = 35

/** A new secret for an authenticator app: 160 random bits in base32 (RFC 4226, 4). */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** What an authenticator app reads from a QR code or a link. @param email whose account it is, as the app shows it */
export function otpauthLink(secret: string, email: string): string {
  return totp(secret, email).toString()
}

/** Ten new recovery codes, in groups that a person can read. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const digits = Array.from({ length: RECOVERY_DIGITS }, () => randomInt(10)).join('')
    return groups(digits, 5).join('-')
  })
}

/** What is stored of a recovery code. */
export function hashRecoveryCode(code: string): string {
  return hashToken(bare(code))
}

/** Breaks a text into groups of so many characters. */
export function groups(text: string, size: number): string[] {
  return text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []
}

/**
 * Reads a code that was typed: of the app's six digits, or a recovery code. Spaces and hyphens do not matter.
 *
 * @param secret base32, of the member who types it
 * @param at the time by our clock
 * @returns undefined for what can be neither; whether it was taken before is for the database to say
 */
export function readCode(typed: string, secret: string, at: At): Proof | undefined {
  const code = bare(typed)
  if (/^\d{6}$/.test(code)) {
    const timestamp = Date.parse(at)
    const drift = totp(secret).validate({ token: code, timestamp, window: DRIFT_STEPS })
    return drift === null ? undefined : { how: 'code', secret, step: TOTP.counter({ timestamp }) + drift }
  }
  if (code.length === RECOVERY_DIGITS) return { how: 'recovery code', codeHash: hashRecoveryCode(code) }
  return undefined
}

/** SHA-1, six digits, thirty seconds: what every authenticator app understands. */
function totp(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Scrip', label, secret, algorithm: 'SHA1', digits: 6, period: 30 })
}

function bare(code: string): string {
  return code.replace(/[\s\p{Pd}]/gu, '')
}
