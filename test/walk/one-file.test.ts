import { copyFileSync, globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { commitOfSource } from '../../src/version.ts'
import { EXECUTABLE, spawnProgram } from '../support/program.ts'
import { openClient } from './http.ts'
import { scrip, untilItListens } from './server.ts'

const PROJECT = join(import.meta.dirname, '../..')

t.setTimeout(180_000)

inOneFile(
  'alone in a folder and without an environment, it is set up and shows its pages',
  async (t, executable) => {
    const folder = t.testdir({ '.env': 'PORT=0\nLOG_LEVEL=silent\n' })
    const alone = join(folder, 'scrip')
    copyFileSync(executable, alone)
    const server = await untilItListens(t, spawnProgram(['serve'], { cwd: folder, env: {} }, alone))
    const client = openClient(server.url)
    t.equal((await client.get('/sign-in')).title, 'Sign in')
    const setUp = (await client.get(server.setUpPath ?? '')).form('Create account')
    const owner = { 'Partner name': 'Northwind', 'Your name': 'Ada', Email: 'ada@northwind.example' }
    const home = await setUp.fill({ ...owner, Password: 'four words to remember' }).submit()
    t.equal(home.title, 'Overview')
    t.equal((await home.follow('Voucher management')).status, 200)
    const stylesheet = /href="(\/assets\/[^"]+\.css)"/.exec(home.body)?.[1] ?? ''
    t.match((await client.get(stylesheet)).body, /modern-normalize.*light-dark\(/s)
    t.equal(await server.stop(), 0)
  },
)

inOneFile('--version tells the version, and the commit it was made from', async (t) => {
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string }
  const commit = commitOfSource().replace('-dirty', '')
  const { code, stdout } = await scrip(t.testdir(), ['--version'])
  t.equal(code, 0)
  t.equal(stdout.replace('-dirty', ''), commit === '' ? `${version}\n` : `${version} (${commit})\n`)
})

inOneFile('several that start at once, for the first time, keep one private copy of the addon', async (t) => {
  const folder = t.testdir({ temporary: {} })
  const temporary = join(folder, 'temporary')
  const started = Array.from({ length: 6 }, (_, index) =>
    scrip(folder, ['migrate'], { TMPDIR: temporary, DATABASE_FILE: `${index}.db` }),
  )
  for (const ended of await Promise.all(started)) t.match(ended, { code: 0, stderr: '' })
  const [kept = '', ...others] = globSync('*/*', { cwd: temporary })
  t.match(kept, /^scrip-\d+-[0-9a-f]{16}\/better-sqlite3\.node$/)
  t.same(others, [])
  t.equal(statSync(join(temporary, kept, '..')).mode & 0o777, 0o700)
})

inOneFile('where its addon cannot be kept, it says which setting to change', async (t) => {
  const folder = t.testdir({ file: '' })
  const ended = await scrip(folder, ['migrate'], { TMPDIR: join(folder, 'file') })
  t.match(ended, { code: 1, stdout: '', stderr: /^scrip: TMPDIR: .*\n$/ })
})

/** A test of the executable, for when there is one: `npm run test:executable` makes it first. */
function inOneFile(name: string, test: (t: Test, executable: string) => Promise<void>): void {
  t.test(name, async (t) => {
    if (EXECUTABLE) return test(t, EXECUTABLE)
    t.pass('SCRIP_PROGRAM names no executable, so the source was not tried as one.')
  })
}
