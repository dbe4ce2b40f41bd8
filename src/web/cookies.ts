import fastifyCookie, { type CookieSerializeOptions, Signer, type UnsignResult } from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { remembering } from '../remembering.ts'

/** A cookie of ours: what the browser calls it, and how it is set and cleared. */
interface OwnCookie {
  name: string
  options: CookieSerializeOptions
}

type CookieSigner = Pick<Signer, 'sign' | 'unsign'>

/** How many cookies are remembered: those of the browsers that are in use. */
const IN_USE = 500

/**
 * Signs cookies, and tells whether one was. A browser sends the same ones with each request, so they are remembered:
 * of what is shown only what was signed, so that nobody fills the memory with forged ones.
 *
 * @param secret 32 characters or more
 */
export function cookieSigner(secret: string): CookieSigner {
  const signer = new Signer(secret)
  const shown = new Map<string, UnsignResult>()
  return {
    sign: remembering((value: string) => signer.sign(value), IN_USE),
    unsign(signed) {
      const known = shown.get(signed)
      if (known) return known
      const result = signer.unsign(signed)
      if (!result.valid) return result
      if (shown.size === IN_USE) shown.clear()
      shown.set(signed, result)
      return result
    },
  }
}

/**
 * Lets the console read and set cookies. Every one of ours is for no script and is not sent along by other sites; on
 * https it is for https alone, under a name that a browser takes from this very host and from no neighbour of it
 * (RFC 6265bis, 4.1.3.2).
 *
 * @param signer signs them, as `cookieSigner` makes one
 * @param secure whether the console is reached by https
 */
export async function registerCookies(
  app: FastifyInstance,
  signer: CookieSigner,
  secure: boolean,
): Promise<void> {
  await app.register(fastifyCookie, { secret: signer })
  app.decorate('ownCookie', (noun) => ({
    name: `${secure ? '__Host-' : ''}scrip_${noun}`,
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  }))
}

declare module 'fastify' {
  interface FastifyInstance {
    /** One of the console's cookies. @param noun what it holds */
    ownCookie(noun: 'session' | 'form' | 'flash'): OwnCookie
  }
}
