import { type Page, pageOf } from '../support/page.ts'
import type { Sending } from '../support/sending.ts'

/** Someone who speaks plain HTTP: pages are asked for, forms sent, and cookies kept by hand. */
export interface Client {
  get(path: string): Promise<Page>
  /** The cookies, as a header has them. */
  cookie(): string
}

/**
 * @param url where the server listens
 * @param asked hears of every path that is asked for, redirects included
 */
export function openClient(url: string, asked: (path: string) => void = () => {}): Client {
  const cookies = new Map<string, string>()
  const cookie = () => [...cookies].map((pair) => pair.join('=')).join('; ')

  async function send({ method, path, headers, body }: Sending): Promise<Page> {
    asked(path)
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, cookie: cookie() },
      body: body === undefined ? null : new Uint8Array(Buffer.from(body)),
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const answer = {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
    const page = pageOf(answer, path, send)
    return page.location === undefined ? page : send({ method: 'GET', path: page.location })
  }

  return { get: (path) => send({ method: 'GET', path }), cookie }
}
