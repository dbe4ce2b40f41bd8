import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readConfig } from '../src/config.ts'

t.test('everything has a default', async (t) => {
  const config = readConfig({ DATABASE_FILE: join(t.testdir(), 'scrip.db') })
  t.match(config, { host: '127.0.0.1', port: 3000, trustProxy: [], logLevel: 'info' })
  t.equal(config.publicUrl.href, 'http://127.0.0.1:3000/')
  const unset = readConfig({ SESSION_SECRET: 'x'.repeat(32) })
  t.match(unset, { databaseFile: 'data/scrip.db', backups: { folder: join('data', 'backups'), keep: 7 } })
})

t.test('what is empty or of spaces is as if it were not set', async (t) => {
  const config = readConfig({ SESSION_SECRET: 'x'.repeat(32), PORT: ' ', HOST: '', LOG_LEVEL: '' })
  t.match(config, { host: '127.0.0.1', port: 3000, logLevel: 'info' })
})

t.test(
  'a secret that nobody set is made once and kept beside the database, for its owner alone',
  async (t) => {
    const folder = t.testdir()
    const settings = { DATABASE_FILE: join(folder, 'deep/down/scrip.db') }
    const { sessionSecret } = readConfig(settings)
    t.ok(sessionSecret.length >= 43)
    t.equal(readConfig(settings).sessionSecret, sessionSecret)
    const file = join(folder, 'deep/down/session.secret')
    t.equal(readFileSync(file, 'utf8').trim(), sessionSecret)
    t.equal(statSync(file).mode & 0o777, 0o600)
  },
)

t.test('a bad value is refused with the name of its setting', async (t) => {
  const bad: [name: string, values: string[]][] = [
    ['PORT', ['eighty', '70000', '-1', '80.5', '0x50']],
    [
      'PUBLIC_URL',
      ['vouchers.example.com', 'ftp://vouchers.example.com', 'https://vouchers.example.com/desk'],
    ],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['TRUST_PROXY', ['proxy.example.com', '10.0.0.0/33', '127.0.0.1, all']],
    ['SESSION_SECRET', ['x'.repeat(31)]],
    ['BACKUP_KEEP', ['many', '-1', '1.5', '10000']],
  ]
  for (const [name, values] of bad) {
    for (const value of values) {
      const settings = { SESSION_SECRET: 'x'.repeat(32), [name]: value }
      t.throws(
        () => readConfig(settings),
        { code: 'CONFIGURATION', message: new RegExp(`^${name}: `) },
        `${name}=${value}`,
      )
    }
  }
})

t.test('https needs the proxy that speaks it', async (t) => {
  const settings = { SESSION_SECRET: 'x'.repeat(32), PUBLIC_URL: 'https://vouchers.example.com' }
  t.throws(() => readConfig(settings), { message: /^TRUST_PROXY: / })
  t.same(readConfig({ ...settings, TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' }).trustProxy, [
    '127.0.0.1',
    '10.0.0.0/8',
  ])
})

t.test('an IPv6 address is written as a URL writes it', async (t) => {
  const { publicUrl } = readConfig({ SESSION_SECRET: 'x'.repeat(32), HOST: '::1', PORT: '8080' })
  t.equal(publicUrl.href, 'http://[::1]:8080/')
})
