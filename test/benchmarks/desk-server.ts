import { type FastifyReply, fastify } from 'fastify'
import { Kysely, SqliteDialect } from 'kysely'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { ColumnNames } from '../../src/database/column-names.ts'
import { type Db, openDatabase, openWriter } from '../../src/database/open.ts'
import type { Tables } from '../../src/database/schema.ts'
import { registerReader } from '../../src/web/reader.ts'
import { barePage, registerViews } from '../../src/web/views.ts'

// The console as `scrip serve` serves it, on the dialect that is named: "ours" or "kysely". It also echoes a form to
// who shows a token. Beside it in the same process, on a second port, a server that renders the first list of vouchers
// that the console showed anew from what is in the memory: no database, no session.

const config = readConfig()
const db = process.argv[2] === 'kysely' ? openPlainly(config.databaseFile) : openDatabase(config.databaseFile)
const app = await buildApp({ config, db })
const bare = fastify()
registerReader(bare)
await registerViews(bare)
app.post(
  '/echo',
  { config: { needs: 'token', scope: 'charges:write', answers: 'json' } },
  async (request) => request.body,
)

let shown: { view: string; data: Record<string, unknown> } | undefined

app.addHook('preHandler', (request, reply, done) => {
  // Of the first one alone: it is no part of what is measured.
  if (!shown && request.url === '/vouchers') {
    const render = reply.viewAsync
    reply.viewAsync = function (this: FastifyReply, view: string, data: Record<string, unknown>) {
      shown = { view, data }
      return render.call(this, view, data)
    } as typeof render
  }
  done()
})
bare.get('/page', (_request, reply) => {
  // What a page collects while it renders is its own: taken over, it would grow with each page.
  const { tables, table, ...data } = shown?.data ?? {}
  return barePage(reply, shown?.view ?? '', data)
})

await app.listen({ host: config.host, port: config.port })
await bare.listen({ host: config.host, port: 0 })
process.stdout.write(`bare ${bare.listeningOrigin}\nlistens on ${app.listeningOrigin}\n`)
process.once('SIGTERM', async () => {
  await Promise.all([app.close(), bare.close()])
  await db.destroy()
  process.exit(0)
})

/** The same connection on Kysely's own dialect. */
function openPlainly(file: string): Db {
  return new Kysely<Tables>({
    dialect: new SqliteDialect({ database: openWriter(file) }),
    plugins: [new ColumnNames()],
  })
}
