import fastifyCookie, { type CookieSerializeOptions, Signer } from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { remembering } from '../remembering.ts'

/** A cookie of ours: what the browser calls it, and how it is set and cleared. */
interface OwnCookie {
  name: string
  options: CookieSerializeOptions
}

type CookieSigner = Pick<Signer, 'sign' | 'unsign'>

/**
 * Signs cookies, and tells whether one was. A browser sends the same ones with each request, so what comes of them is
 * remembered.
 *
 * @param secret 32 characters or more
 */
export function cookieSigner(secret: string): CookieSigner {
  const signer = new Signer(secret)
  return {
    sign: remembering((value: string) => signer.sign(value)),
    unsign: remembering((signed: string) => signer.unsign(signed)),
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
