import t from 'tap'
import { headersOf } from '../../src/web/headers.ts'
import { openApp } from '../support/desk.ts'
import { listening, untilClosed } from '../support/sockets.ts'

const HEAD = 'GET /sign-in HTTP/1.1\r\nHost: x\r\n'
const REFUSED: Record<string, [sent: string, answer: string]> = {
  'what is no request': ['Good morning.\r\n\r\n', '400 Bad Request\nThis request cannot be read.\n'],
  'a request that stops coming': [HEAD, '408 Request Timeout\nThis request took too long to come.\n'],
  'headers that are too long': [
    `${HEAD}X-Long: ${'x'.repeat(17 * 1024)}\r\n\r\n`,
    '431 Request Header Fields Too Large\nThe headers of this request are too long.\n',
  ],
}

t.test('what comes to nothing before it is a request is refused in words, with every header', async (t) => {
  const { app } = await openApp(t, { headersMs: 200 })
  const { connectTo } = await listening(t, app)
  for (const [name, [sent, expected]] of Object.entries(REFUSED)) {
    const socket = await connectTo()
    socket.write(sent)
    const [head = '', body] = (await untilClosed(socket)).split('\r\n\r\n')
    const [status = '', ...lines] = head.split('\r\n')
    t.equal(`${status.slice('HTTP/1.1 '.length)}\n${body}`, expected, name)
    t.match(Object.fromEntries(lines.map((line) => line.split(': '))), {
      ...headersOf(false),
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(body?.length),
    })
  }
})
