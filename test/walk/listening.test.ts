import t from 'tap'
import { scrip, startServer } from './server.ts'

t.setTimeout(120_000)

t.test(
  'it listens on one address, also where a name has several, so that every bound holds there',
  async (t) => {
    const server = await startServer(t, t.testdir(), 'first', { env: { HOST: 'localhost' } })
    const { port } = new URL(server.url)
    const answers = await Promise.allSettled(
      ['127.0.0.1', '[::1]'].map((host) => fetch(`http://${host}:${port}`)),
    )
    t.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
    t.equal((await fetch(server.url)).status, 200, 'and that is the one it tells')
  },
)

t.test('a name that nothing is known by is said, and the program ends', async (t) => {
  const env = { HOST: 'nowhere.invalid', PORT: '0', ALLOW_PLAIN_HTTP: 'yes' }
  t.match(await scrip(t.testdir(), ['serve'], env), {
    code: 1,
    stdout: '',
    stderr: 'scrip: HOST: nowhere.invalid is no address of this machine.\n',
  })
})
