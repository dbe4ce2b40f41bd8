import { hash, randomBytes } from 'node:crypto'

/** A new secret for a link or a cookie: 256 random bits, fit for a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a secret: whoever reads the database cannot use it. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex')
}
