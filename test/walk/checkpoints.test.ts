import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { LONG_WAL_BYTES, longWal } from '../support/long-wal.ts'
import { openClient } from './http.ts'
import { scrip, startServer } from './server.ts'

const OWNER = { 'Partner name': 'Northwind', 'Your name': 'Ada', Email: 'ada@northwind.example' }

t.setTimeout(120_000)

t.test(
  'a long WAL goes into the file on a thread of its own, which the system knows by name',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const folder = t.testdir()
    const server = await startServer(t, folder)
    const file = join(folder, 'data/scrip.db')
    longWal(file).close()
    t.notOk(threadsOf(server.pid).includes('checkpoints'))
    const form = (await openClient(server.url).get(server.setUpPath ?? '')).form('Create account')
    await form.fill({ ...OWNER, Password: 'four words to remember' }).submit()
    while (statSync(file).size < LONG_WAL_BYTES) await fetch(`${server.url}/healthz`)
    t.ok(threadsOf(server.pid).includes('checkpoints'))
    t.equal(await server.stop(), 0)
  },
)

t.test('a command that meets a long WAL ends by itself', async (t) => {
  const folder = t.testdir()
  const setUp = ['setup', '--partner-name', 'Northwind', '--name', 'Ada', '--email', OWNER.Email]
  const env = { DATABASE_FILE: 'scrip.db' }
  t.match(await scrip(folder, setUp, env, 'four words to remember\n'), { code: 0 })
  const prompt = longWal(join(folder, 'scrip.db'))
  t.teardown(() => prompt.close())
  const importing = ['import', 'customers', '-', '--yes']
  t.match(await scrip(folder, importing, env, 'account_id,name\n1001,Ada\n'), { code: 0, stderr: '' })
  t.equal(prompt.prepare('SELECT name FROM customers').pluck().get(), 'Ada')
})

function threadsOf(pid: number): string[] {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).map((task) => readFileSync(join(tasks, task, 'comm'), 'utf8').trim())
}
