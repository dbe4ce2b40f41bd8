import fastifyCookie, { type CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'

/** A cookie of ours: what the browser calls it, and how it is set and cleared. */
interface OwnCookie {
  name: string
  options: CookieSerializeOptions
}

/**
 * Lets the console read and set cookies. Every one of ours is for no script and is not sent along by other sites; on
 * https it is for https alone, under a name that a browser takes from this very host and from no neighbour of it
 * (RFC 6265bis, 4.1.3.2).
 *
 * @param secret signs them; 32 characters or more
 * @param secure whether the console is reached by https
 */
export async function registerCookies(app: FastifyInstance, secret: string, secure: boolean): Promise<void> {
  await app.register(fastifyCookie, { secret })
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
