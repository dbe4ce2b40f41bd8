import { fastify } from 'fastify'
import t from 'tap'
import { openMetrics } from '../../src/metrics/serve-metrics.ts'
import { freshDatabase } from '../support/database.ts'
import { freePort } from '../walk/server.ts'

t.test('what cannot be measured is answered with 500 and logged, and ends nothing', async (t) => {
  const { db } = await freshDatabase(t)
  const place = { host: '127.0.0.1', port: await freePort() }
  const nameTooLong = 'x'.repeat(5000)
  const metrics = openMetrics(place, db, nameTooLong)
  t.teardown(() => metrics.stop())
  const logged: string[] = []
  metrics.instrument(fastify({ logger: { stream: { write: (line: string) => logged.push(line) } } }))
  await metrics.listen()
  for (const _ of ['once', 'again']) {
    t.equal((await fetch(`http://127.0.0.1:${place.port}/metrics`)).status, 500)
  }
  t.match(logged, [/"msg":"the metrics cannot be read"/, /ENAMETOOLONG/])
})
