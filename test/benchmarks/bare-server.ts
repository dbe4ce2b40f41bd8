import fastifyFormbody from '@fastify/formbody'
import { fastify } from 'fastify'

// The least that a Fastify with forms can be: it echoes what it is sent.

const app = fastify()
await app.register(fastifyFormbody)
app.post('/', async (request) => request.body)
await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`listens on ${app.listeningOrigin}\n`)
process.once('SIGTERM', async () => {
  await app.close()
  process.exit(0)
})
