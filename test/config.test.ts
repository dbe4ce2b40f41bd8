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
    ['METRICS_PORT', ['off', '70000']],
    ['METRICS_HOST', ['http://127.0.0.1']],
    ['ALLOW_PLAIN_HTTP', ['true', '1', 'YES']],
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

/** The least that keeps the configuration from making a secret. */
const SECRET = { SESSION_SECRET: 'x'.repeat(32) }
const CERTIFICATE = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' }

t.test('https needs a certificate, or the proxy that has one', async (t) => {
  const settings = { ...SECRET, PUBLIC_URL: 'https://vouchers.example.com' }
  t.throws(() => readConfig(settings), { message: /^TRUST_PROXY: / })
  t.same(readConfig({ ...settings, TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' }).trustProxy, [
    '127.0.0.1',
    '10.0.0.0/8',
  ])
  t.same(readConfig({ ...settings, ...CERTIFICATE }).tls, { certFile: 'cert.pem', keyFile: 'key.pem' })
})

t.test('with a certificate people come by https, and by nothing else', async (t) => {
  const { publicUrl } = readConfig({ ...SECRET, ...CERTIFICATE, HOST: '0.0.0.0', PORT: '8443' })
  t.equal(publicUrl.href, 'https://0.0.0.0:8443/')
  const plain = { ...SECRET, ...CERTIFICATE, PUBLIC_URL: 'http://127.0.0.1:3000' }
  t.throws(() => readConfig(plain), { message: /^PUBLIC_URL: must begin with https/ })
})

t.test('a certificate has a key, and a key a certificate', async (t) => {
  for (const [name, missing] of [
    ['TLS_CERT_FILE', 'TLS_KEY_FILE'],
    ['TLS_KEY_FILE', 'TLS_CERT_FILE'],
  ] as const) {
    t.throws(() => readConfig({ ...SECRET, [name]: 'file.pem' }), { message: new RegExp(`^${missing}: `) })
  }
})

t.test('this machine alone is let in by plain http, whatever it is called', async (t) => {
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1'])
    t.ok(readConfig({ ...SECRET, HOST: host }))
})

t.test('other machines are not let in by plain http, unless that is said', async (t) => {
  const open: [name: string, settings: Record<string, string>][] = [
    ['HOST', { HOST: '0.0.0.0' }],
    ['HOST', { HOST: '::' }],
    ['HOST', { HOST: '192.168.0.7' }],
    ['HOST', { HOST: '127.0.0.1.example.com' }],
    ['HOST', { HOST: '0.0.0.0', PUBLIC_URL: 'http://127.0.0.1:3000' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://vouchers.example.com' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://vouchers.example.com', TRUST_PROXY: '127.0.0.1' }],
  ]
  for (const [name, settings] of open) {
    const message = new RegExp(`^${name}: leads other machines here by plain http, passwords included\\. `)
    const all = { ...SECRET, ...settings }
    t.throws(() => readConfig(all), { code: 'CONFIGURATION', message }, JSON.stringify(settings))
    t.throws(() => readConfig({ ...all, ALLOW_PLAIN_HTTP: 'no' }), { message })
    t.ok(readConfig({ ...all, ALLOW_PLAIN_HTTP: 'yes' }))
  }
})

t.test('in a container, behind a proxy that speaks https, every address may be listened on', async (t) => {
  const proxied = {
    HOST: '0.0.0.0',
    PUBLIC_URL: 'https://vouchers.example.com',
    TRUST_PROXY: '172.16.0.0/12',
  }
  t.equal(readConfig({ ...SECRET, ...proxied }).host, '0.0.0.0')
})

t.test('metrics are off until they have a port, and then for this machine alone', async (t) => {
  t.equal(readConfig(SECRET).metrics, undefined)
  t.same(readConfig({ ...SECRET, METRICS_PORT: '9464' }).metrics, { host: '127.0.0.1', port: 9464 })
})

t.test('other machines read no metrics by plain http, unless that is said', async (t) => {
  const open = { ...SECRET, METRICS_HOST: '0.0.0.0', METRICS_PORT: '9464' }
  const message = /^METRICS_HOST: lets other machines read the metrics by plain http\. /
  t.throws(() => readConfig(open), { code: 'CONFIGURATION', message })
  t.same(readConfig({ ...open, ALLOW_PLAIN_HTTP: 'yes' }).metrics, { host: '0.0.0.0', port: 9464 })
})

t.test('an IPv6 address is written as a URL writes it', async (t) => {
  const { publicUrl } = readConfig({ SESSION_SECRET: 'x'.repeat(32), HOST: '::1', PORT: '8080' })
  t.equal(publicUrl.href, 'http://[::1]:8080/')
})
