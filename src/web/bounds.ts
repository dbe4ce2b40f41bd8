import type { Socket } from 'node:net'
import { addAbortSignal, Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { boundAddresses } from './per-address.ts'
import { boundBodies } from './slow-bodies.ts'

/** How much is let in, and how long it is waited for. All times are in milliseconds. */
export interface Bounds {
  /** Requests that are worked on at once; what comes beyond is refused. */
  requests: number
  /** Connections that are open at once; what comes beyond is closed unheard. */
  connections: number
  /** The same for one address, or one IPv6 network, that is no proxy's. */
  connectionsPerAddress: number
  /** From the connection, or the end of the request before, until the headers are there; for TLS to be agreed on, too. */
  headersMs: number
  /** Without a byte going either way, while it is for the client to send or to read. */
  stalledMs: number
  /** For a form or a charge to come in as a whole. */
  bodyMs: number
  /** For a file to come in, or a download to go out, as a whole. */
  transferMs: number
  /** For a connection to stay open between two requests. */
  keepAliveMs: number
  /** For requests that still run when the console stops; then their connections are cut. */
  finishMs: number
}

/**
 * The bounds of a console that people use. 500 requests are what a small machine does within a second or two, and
 * far more than billing systems send at once; 2,000 idle connections take some 100 MB; a
 * quarter of them is more than an office behind one address opens. The largest form, 2 MB, fits into a minute from 35
 * KB/s on, and the largest upload, 200 MB, into an hour from 60 KB/s on. Proxies keep connections for a minute: so must we, or their next request meets a closed one.
 */
export const BOUNDS: Bounds = {
  requests: 500,
  connections: 2000,
  connectionsPerAddress: 500,
  headersMs: 15_000,
  stalledMs: 30_000,
  bodyMs: 60 * 1000,
  transferMs: 60 * 60 * 1000,
  keepAliveMs: 72_000,
  finishMs: 5_000,
}

/** How often slow headers and bodies are looked for, at most. */
const LOOK_EVERY_MS = 5_000

/**
 * The bounds that a server must be made with (OWASP DoS cheat sheet: slow HTTP). Headers of more than 16 KB are
 * refused by Node itself.
 *
 * @returns options of Fastify, and those of the server below it
 */
export function boundedBy({ headersMs, transferMs, keepAliveMs }: Bounds) {
  return {
    options: { requestTimeout: transferMs, keepAliveTimeout: keepAliveMs },
    listener: {
      headersTimeout: headersMs,
      handshakeTimeout: headersMs,
      connectionsCheckingInterval: Math.min(headersMs, LOOK_EVERY_MS),
    },
  }
}

/**
 * Bounds the connections and the downloads of a console. A connection that is still gets closed, unless it is still
 * because we have not answered yet: posting a large bill takes minutes in which nothing is sent. With the connection
 * of a download ends the snapshot that it reads.
 *
 * @param proxies those that are trusted: through them come many
 * @param isWorkedOn tells whether a request of a connection is worked on
 */
export function boundConnections(
  app: FastifyInstance,
  { connections, connectionsPerAddress, stalledMs, bodyMs, transferMs }: Bounds,
  proxies: readonly string[],
  isWorkedOn: (socket: Socket) => boolean,
): void {
  app.server.maxConnections = connections
  boundAddresses(app.server, connectionsPerAddress, proxies)
  boundBodies(app, bodyMs)
  app.server.setTimeout(stalledMs, (socket) => {
    if (isWorkedOn(socket)) socket.setTimeout(stalledMs)
    else socket.destroy()
  })
  app.addHook('onSend', (_request, _reply, answer, done) => {
    if (answer instanceof Readable) addAbortSignal(AbortSignal.timeout(transferMs), answer)
    done(null, answer)
  })
}
