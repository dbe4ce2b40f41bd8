import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'

/** A console that listens, and connections to it by hand: clients that no library would be. */
interface Listening {
  connectTo(): Promise<Socket>
  /** The server's ends of the connections, in the order they came. */
  accepted(): readonly Socket[]
}

/** Lets a console listen on a free port of this machine. */
export async function listening(t: Test, app: FastifyInstance): Promise<Listening> {
  const accepted: Socket[] = []
  app.server.on('connection', (socket: Socket) => accepted.push(socket))
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  return {
    accepted: () => accepted,
    async connectTo() {
      const socket = connect(Number(port), '127.0.0.1')
      // The server may end it at any time: that is what is looked at here.
      socket.on('error', () => {})
      t.teardown(() => socket.destroy())
      await once(socket, 'connect')
      return socket
    },
  }
}

/** The head of a POST, as it is sent. */
export function postTo(path: string, headers: Record<string, string>): string {
  const lines = Object.entries({ host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** All that comes over a connection until the other end closes it. */
export async function untilClosed(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk
  })
  // Not by `once`, which fails at an error: bytes that came too late for the other end reset the connection.
  if (!socket.closed) await new Promise((resolve) => socket.on('close', resolve))
  return text
}
