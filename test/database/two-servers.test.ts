import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { migrations } from '../../migrations/index.ts'
import { holdFile } from '../../src/database/hold-file.ts'
import { olderDatabase } from '../support/older-database.ts'
import { scrip, startServer } from '../walk/server.ts'

const REFUSAL =
  /^scrip: .*scrip\.db cannot be used: another Scrip serves it or is replacing it\. Stop that one first, or name another file in DATABASE_FILE\.\n$/
const OWNER = ['--partner-name', 'Northwind', '--name', 'Ada', '--email', 'ada@northwind.example']

t.setTimeout(120_000)

t.test(
  'a second server on the same file refuses to start, by whatever path, and the first goes on',
  async (t) => {
    const folder = t.testdir()
    const first = await startServer(t, folder)
    symlinkSync(join(folder, 'data'), join(folder, 'linked'))
    const seconds = await Promise.all(
      ['data/scrip.db', join(folder, 'data/../data/scrip.db'), 'linked/scrip.db'].map((file) =>
        scrip(folder, ['serve'], { DATABASE_FILE: file, PORT: '0' }),
      ),
    )
    for (const second of seconds) t.match(second, { code: 1, stdout: '', stderr: REFUSAL })
    t.equal((await fetch(first.url)).status, 200)
  },
)

t.test('a link to a file that is still to be made leads both servers to the one file', async (t) => {
  const folder = t.testdir({ volume: {} })
  symlinkSync(join(folder, 'volume/scrip.db'), join(folder, 'linked.db'))
  await startServer(t, folder, 'first', { env: { DATABASE_FILE: 'linked.db' } })
  const second = await scrip(folder, ['serve'], { DATABASE_FILE: 'volume/scrip.db', PORT: '0' })
  t.match(second, { code: 1, stdout: '', stderr: REFUSAL })
})

t.test('the commands work while a server runs', async (t) => {
  const folder = t.testdir()
  await startServer(t, folder)
  t.match(await scrip(folder, ['setup', ...OWNER], {}, 'four words to remember\n'), { code: 0, stderr: '' })
  const more = ['partner', 'add', ...OWNER.slice(0, -1), 'eve@contoso.example']
  t.match(await scrip(folder, more, {}, 'four words to remember\n'), { code: 0, stderr: '' })
  for (const command of [['verify'], ['expire'], ['migrate'], ['partner', 'list']]) {
    t.match(await scrip(folder, command), { code: 0, stderr: '' }, command.join(' '))
  }
})

t.test('while a backup is put in its place, nothing opens the database, and nothing makes one', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'data/scrip.db')
  const letGo = holdFile(file, 'replace')
  t.match(await scrip(folder, ['serve'], { PORT: '0' }), { code: 1, stdout: '', stderr: REFUSAL })
  for (const command of [['migrate'], ['setup', ...OWNER]]) {
    t.same(await scrip(folder, command, {}, 'four words to remember\n'), {
      code: 1,
      stdout: '',
      stderr:
        'scrip: data/scrip.db cannot be used: scrip restore is replacing it. Wait until that has ended, then try again.\n',
    })
  }
  t.notOk(existsSync(file))
  letGo()
  t.match(await scrip(folder, ['migrate']), { code: 0 })
})

t.test('under a server of an older Scrip nothing is migrated', async (t) => {
  const { db, file } = await olderDatabase(t, migrations.length - 1)
  await db.destroy()
  const letGo = holdFile(file, 'server')
  const before = readFileSync(file)
  for (const command of [['migrate'], ['setup', ...OWNER], ['expire']]) {
    t.same(await scrip(t.testdirName, command, { DATABASE_FILE: file }, 'four words to remember\n'), {
      code: 1,
      stdout: '',
      stderr: `scrip: ${file} cannot be used: it is of an older Scrip, and a console serves it or another command migrates it. Stop the console first, then try again.\n`,
    })
  }
  t.same(readFileSync(file), before)
  letGo()
  t.match(await scrip(t.testdirName, ['migrate'], { DATABASE_FILE: file }), { code: 0, stderr: '' })
})

t.test('a server that was killed holds nothing up: the next one starts', async (t) => {
  const folder = t.testdir()
  const killed = await startServer(t, folder)
  await killed.end('SIGKILL')
  const next = await startServer(t, folder)
  t.equal((await fetch(next.url)).status, 200)
  t.equal(await next.stop(), 0)
})
