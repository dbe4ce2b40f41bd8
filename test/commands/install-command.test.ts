import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { readConfig } from '../../src/config.ts'
import { runScrip } from '../support/scrip.ts'

t.setTimeout(120_000)

const HOST = ['--host', 'vouchers.acme.example']

/** Runs a program over a file; undefined where this machine does not have it. */
function judge(program: string, ...args: string[]): { status: number | null; said: string } | undefined {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return error ? undefined : { status, said: `${stdout}${stderr}` }
}

t.test('scrip install --print prints a unit and a Caddyfile that fit each other', async (t) => {
  const { code, out } = await runScrip('none.db', 'install', '--print', ...HOST, '--port', '3100')
  t.equal(code, 0)
  t.match(out, '\nvouchers.acme.example {\n\treverse_proxy 127.0.0.1:3100\n}\n')
  const set = [...out.matchAll(/^Environment=(.*)$/gm)].flatMap(([, all = '']) => all.split(' '))
  const env = Object.fromEntries(set.map((one) => one.split('=') as [string, string]))
  const config = readConfig({ ...env, SESSION_SECRET: 'x'.repeat(32) })
  t.match(config, { host: '127.0.0.1', port: 3100, trustProxy: ['127.0.0.1'] })
  t.equal(config.publicUrl.href, 'https://vouchers.acme.example/')
  t.equal(config.databaseFile, '/var/lib/scrip/scrip.db')
})

t.test('the unit starts this very program, and gives it longer to stop than it takes', async (t) => {
  const { out } = await runScrip('none.db', 'install', '--print', 'unit')
  const [, started = ''] = /^ExecStart=(.* )serve$/m.exec(out) ?? []
  const words = started.trim().split(' ')
  t.match(judge(words[0] ?? '', ...words.slice(1), '--version'), { status: 0, said: /^\d+\.\d+\.\d+/ })
  t.match(out, '\nTimeoutStopSec=15\n')
  t.notMatch(out, 'reverse_proxy', 'one file alone')
})

t.test(
  'a folder elsewhere, and one with odd letters, is written so that systemd reads it as meant',
  async (t) => {
    const { out } = await runScrip('none.db', 'install', '--print', 'unit', '--folder', '/srv/our desk/50%')
    t.match(out, '\nReadWritePaths="/srv/our desk/50%%"\nWorkingDirectory=/srv/our desk/50%%\n')
    t.match(out, '\nEnvironment="DATABASE_FILE=/srv/our desk/50%%/scrip.db"\n')
    t.match(out, "sudo install -d -m 700 -o scrip '/srv/our desk/50%'\n")
  },
)

t.test('what would spoil a file is refused, with every option that is wrong', async (t) => {
  const wrong = ['--host', 'a {', '--folder', 'data', '--user', 'a b', '--port', '0', '--program', 'scrip']
  const { code, out, error } = await runScrip('none.db', 'install', '--print', ...wrong)
  t.same({ code, out }, { code: 2, out: '' })
  t.match(error, /^scrip: --host: .* --folder: .* --user: .* --port: .* --program: .*\n$/)
  t.match(await runScrip('none.db', 'install'), { code: 2, out: '' })
})

t.test('systemd and Caddy find nothing wrong with them, where they are installed', async (t) => {
  const [unit, caddyfile] = await Promise.all([
    runScrip('none.db', 'install', '--print', 'unit', '--user', 'root', '--program', '/bin/true'),
    runScrip('none.db', 'install', '--print', 'caddyfile'),
  ])
  const folder = t.testdir({ 'scrip.service': unit.out, Caddyfile: caddyfile.out })
  t.match(judge('systemd-analyze', 'verify', join(folder, 'scrip.service')) ?? { status: 0, said: '' }, {
    status: 0,
    said: /^$/,
  })
  const read = ['--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]
  t.match(judge('caddy', 'validate', ...read) ?? { status: 0 }, { status: 0 })
})
