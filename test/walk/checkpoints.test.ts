import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t from 'tap'
import { openClient } from './http.ts'
import { startServer } from './server.ts'

const OWNER = { 'Partner name': 'Northwind', 'Your name': 'Ada', Email: 'ada@northwind.example' }
const LONG_WAL_BYTES = 20_000_000

t.setTimeout(120_000)

t.test(
  'a long WAL goes into the file on a thread of its own, which the system knows by name',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const folder = t.testdir()
    const server = await startServer(t, folder)
    const file = join(folder, 'data/scrip.db')
    const prompt = new BetterSqlite3(file)
    prompt.pragma('wal_autocheckpoint = 0')
    prompt.exec(`CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (randomblob(${LONG_WAL_BYTES}))`)
    prompt.close()
    t.notOk(threadsOf(server.pid).includes('checkpoints'))
    const form = (await openClient(server.url).get(server.setUpPath ?? '')).form('Create account')
    await form.fill({ ...OWNER, Password: 'four words to remember' }).submit()
    while (statSync(file).size < LONG_WAL_BYTES) await fetch(`${server.url}/healthz`)
    t.ok(threadsOf(server.pid).includes('checkpoints'))
    t.equal(await server.stop(), 0)
  },
)

function threadsOf(pid: number): string[] {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).map((task) => readFileSync(join(tasks, task, 'comm'), 'utf8').trim())
}
