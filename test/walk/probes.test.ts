import t from 'tap'
import { freePort, scrip, startServer } from './server.ts'

// Each server is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

t.test('health checks are no news for the log; other requests are', async (t) => {
  const server = await startServer(t, t.testdir())
  for (const path of ['/healthz', '/readyz', '/sign-in']) {
    t.equal((await fetch(server.url + path)).status, 200)
  }
  await server.prints(/"statusCode":200/)
  t.match(server.output(), '"route":"/sign-in"')
  t.notMatch(server.output(), /healthz|readyz/)
})

t.test('Prometheus reads what is measured, on a port of its own, and nobody is named', async (t) => {
  const port = await freePort()
  const server = await startServer(t, t.testdir(), 'first', { env: { METRICS_PORT: String(port) } })
  const secret = server.setUpPath ?? ''
  t.equal((await fetch(server.url + secret)).status, 200)
  t.equal((await fetch(`${server.url}/nowhere/ada@northwind.example`)).status, 404)
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
  t.match(answer.headers.get('content-type'), 'text/plain; version=0.0.4')
  const text = await answer.text()
  const duration = 'scrip_http_request_duration_seconds_count'
  t.match(text, `${duration}{method="GET",route="/set-up/:token",status="200"} 1\n`)
  t.match(text, `${duration}{method="GET",route="none",status="404"} 1\n`)
  t.match(text, '\nscrip_writer_waiting 0\n')
  for (const name of [
    'scrip_writer_groups_total',
    'scrip_writer_transactions_total',
    'scrip_database_bytes',
    'scrip_wal_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'process_resident_memory_bytes',
  ]) {
    t.match(text, new RegExp(`^${name} \\d`, 'm'), name)
  }
  t.notMatch(text, secret)
  t.notMatch(text, 'ada@')
  t.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404)
  t.equal((await fetch(`${server.url}/metrics`)).status, 404, 'the console itself has none')
  t.equal(await server.stop(), 0)
})

t.test('a port for metrics that is taken is said, and the program ends', async (t) => {
  const port = await freePort()
  await startServer(t, t.testdir({}), 'first', { env: { METRICS_PORT: String(port) } })
  const ended = await scrip(t.testdir(), ['serve'], { PORT: '0', METRICS_PORT: String(port) })
  t.match(ended, {
    code: 1,
    stdout: '',
    stderr: /^scrip: METRICS_PORT: \d+ is taken by another program\..*\n$/,
  })
})
