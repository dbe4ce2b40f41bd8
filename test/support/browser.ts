import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Entry } from './control.ts'
import { type Page, pageOf } from './page.ts'
import { encode, type Sending } from './sending.ts'

/** What a form sends: texts, several under one name, and files. What is undefined is not sent. */
export type Fields = Record<string, string | File | readonly (string | File)[] | undefined>

/** Someone at a browser: cookies are kept, redirects are followed, forms are filled in by what is written there. */
export interface Browser {
  /** Opens a page. */
  get(path: string, headers?: Record<string, string>): Promise<Page>
  /**
   * Sends a request made by hand, with the token of the page last seen unless `fields` has its own or
   * `token` is false. What it answers is taken as it is: no redirect is followed.
   */
  post(path: string, fields: Fields, options?: PostOptions): Promise<Page>
  /** Signs in on the sign-in page. */
  signIn(email: string, password: string): Promise<Page>
  /** The cookies it has, by name: a test may read, steal and forge them. */
  cookies: Map<string, string>
}

interface PostOptions {
  token?: boolean
  enctype?: string
  headers?: Record<string, string>
}

const MOST_REDIRECTS = 5

/**
 * Opens a browser that knows nothing yet.
 * @param address where its requests come from
 * @param added what a proxy in between adds to their headers
 */
export function openBrowser(
  app: FastifyInstance,
  address = '127.0.0.1',
  added: Record<string, string> = {},
): Browser {
  const cookies = new Map<string, string>()
  let token = ''

  async function send(sending: Sending): Promise<Page> {
    const response = await app.inject(
      toInject({ ...sending, headers: { ...added, ...sending.headers } }, cookies, address),
    )
    keepCookies(response, cookies)
    const page = pageOf(response, sending.path, follow)
    token = page.token ?? token
    return page
  }

  async function follow(sending: Sending): Promise<Page> {
    let page = await send(sending)
    for (let redirects = 0; page.location !== undefined; redirects++) {
      if (redirects === MOST_REDIRECTS) throw new Error(`${sending.path} redirects for ever`)
      page = await send({ method: 'GET', path: page.location })
    }
    return page
  }

  return {
    cookies,
    get: (path, headers = {}) => follow({ method: 'GET', path, headers }),
    async post(path, fields, { token: withToken = true, enctype, headers = {} } = {}) {
      const all = withToken ? { _csrf: token, ...fields } : fields
      const { type, body } = await encode(entriesOf(all), enctype)
      return send({ method: 'POST', path, headers: { 'content-type': type, ...headers }, body })
    },
    async signIn(email, password) {
      const page = await follow({ method: 'GET', path: '/sign-in' })
      return page.form('Sign in').fill({ Email: email, Password: password }).submit()
    },
  }
}

function entriesOf(fields: Fields): Entry[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): Entry => [name, one]),
  )
}

function toInject({ method, path, headers, body }: Sending, cookies: Map<string, string>, address: string) {
  const options: InjectOptions = {
    method,
    url: path,
    remoteAddress: address,
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    cookies: Object.fromEntries(cookies),
  }
  return body === undefined ? options : { ...options, payload: body }
}

function keepCookies(response: LightMyRequestResponse, cookies: Map<string, string>): void {
  for (const { name, value, expires, maxAge } of response.cookies) {
    const gone = maxAge === 0 || (expires !== undefined && expires.getTime() < 1)
    if (gone) cookies.delete(name)
    else cookies.set(name, value)
  }
}
