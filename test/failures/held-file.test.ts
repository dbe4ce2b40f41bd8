import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { freshDatabase, seed } from '../support/database.ts'
import { scrip, startServer } from '../walk/server.ts'
import { setUpOwner, signInOwner } from './owner.ts'

t.setTimeout(120_000)

t.test(
  'a file that another process holds for itself is refused in words, and used when it is free',
  async (t) => {
    const { db, file } = await freshDatabase(t)
    await db.destroy()
    const other = await otherProcess(t, file, 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    const serve = () =>
      scrip(t.testdirName, ['serve'], { DATABASE_FILE: file, PORT: '0', LOG_LEVEL: 'silent' })
    const reason = 'another process holds it (database is locked). End that one, then try again.'
    t.same(await serve(), { code: 1, stdout: '', stderr: `scrip: ${file} cannot be used: ${reason}\n` })
    await other.end()
    t.match(await scrip(t.testdirName, ['verify'], { DATABASE_FILE: file }), { code: 0 })
  },
)

t.test(
  'while another process writes, reads are answered and a change is refused in words after a while',
  async (t) => {
    const folder = t.testdir()
    const server = await startServer(t, folder)
    const owner = await setUpOwner(server)
    await owner.add('before')
    const other = await otherProcess(t, join(folder, 'data/scrip.db'), 'BEGIN IMMEDIATE')
    const waiting = owner.add('refused')
    const reader = await owner.client.get('/customers')
    t.match(reader.rows(), [{ Name: /before/ }])
    const refused = await waiting
    t.equal(refused.status, 503)
    t.match(refused.text, 'The database is busy. Nothing was changed; try again in a moment.')
    await other.end()
    await owner.add('after')
    t.same(await owner.customers(), ['after', 'before'])
  },
)

t.test(
  'the WAL of a server that was killed is read by whatever comes next: all that was answered is there',
  async (t) => {
    const folder = t.testdir()
    const server = await startServer(t, folder)
    await (await setUpOwner(server)).add('answered')
    await server.end('SIGKILL')
    t.not(statSync(join(folder, 'data/scrip.db-wal')).size, 0)
    t.match(await scrip(folder, ['verify']), { code: 0, stdout: /Everything agrees\.\n$/ })
    const again = await startServer(t, folder, 'again')
    t.same(await (await signInOwner(again)).customers(), ['answered'])
  },
)

t.test(
  'a file that is read-only is refused in words and stays as it is; scrip verify reads it',
  async (t) => {
    const within = heedingPermissions()
    if (!within) {
      t.comment('not tried: root may write to any file, and there is no setpriv to take that away')
      return
    }
    const { db, file } = await freshDatabase(t)
    await seed(db)
    await db.destroy()
    chmodSync(file, 0o400)
    const before = readFileSync(file)
    const env = { DATABASE_FILE: file, PORT: '0', LOG_LEVEL: 'silent' }
    t.same(await scrip(t.testdirName, ['serve'], env, '', within), {
      code: 1,
      stdout: '',
      stderr:
        'scrip: Scrip is not allowed to write to the database. Nothing was changed; let it write the file and its folder.\n',
    })
    t.match(await scrip(t.testdirName, ['verify'], env, '', within), { code: 0, stderr: '' })
    t.same(readFileSync(file), before)
  },
)

/** What runs a command so that permissions bind it: root may do anything, unless that is taken away. */
function heedingPermissions(): string[] | undefined {
  if (process.getuid?.() !== 0) return []
  const found = process.env.PATH?.split(':').some((folder) =>
    statSync(join(folder, 'setpriv'), { throwIfNoEntry: false }),
  )
  return found ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : undefined
}

/** Another process that has the file open and has run a statement. */
async function otherProcess(t: Test, file: string, statement: string): Promise<{ end(): Promise<void> }> {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  const script = `
    const connection = new (require(${JSON.stringify(driver)}))(${JSON.stringify(file)})
    connection.exec(${JSON.stringify(statement)})
    console.log('holds it')
    process.stdin.resume()`
  const other = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const end = async () => {
    if (other.signalCode === null && other.kill('SIGKILL')) await once(other, 'exit')
  }
  t.teardown(end)
  await once(other.stdout, 'data')
  return { end }
}
