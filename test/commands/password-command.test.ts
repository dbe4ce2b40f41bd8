import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import t, { type Test } from 'tap'
import { PASSWORD } from '../support/desk.ts'
import { printedBy } from '../support/printed.ts'
import { EXECUTABLE, SOURCE } from '../support/program.ts'
import { runScripWith, spawnScrip } from '../support/scrip.ts'

// Each command is a process of its own, and a busy machine takes its time.
t.setTimeout(180_000)

const SET_UP = ['setup', '--partner-name', 'Northwind', '--name', 'Ada', '--email', 'ada@northwind.example']

/** What stty says of a terminal that takes lines and shows what is typed. */
const SHOWING = /\sicanon\s.*\secho\s/s

const TERMINAL = 'script'
const hasTerminal = spawnSync('which', [TERMINAL]).status === 0

t.test('without a password it says where one is read from', async (t) => {
  const file = join(t.testdir(), 'scrip.db')
  t.match(await runScripWith('', file, ...SET_UP), {
    out: '',
    error: /^scrip: The password, the first line of standard input: Choose a password of .*\n$/,
  })
})

t.test('a first line that does not end is refused, and not read to the end', async (t) => {
  const scrip = spawnScrip(join(t.testdir(), 'scrip.db'), ...SET_UP)
  const printed = printedBy(scrip)
  // It may have read enough before all of this is written.
  scrip.stdin.on('error', () => {})
  scrip.stdin.write('x'.repeat(1_000_000))
  const [code] = await once(scrip, 'close')
  t.not(code, 0)
  t.match(
    printed.text(),
    /^scrip: The password, the first line of standard input: Write at most \d+ characters\.\n$/,
  )
})

t.test('letters that arrive in parts make the same password', async (t) => {
  const file = join(t.testdir(), 'scrip.db')
  const scrip = spawnScrip(file, ...SET_UP)
  const printed = printedBy(scrip)
  const bytes = Buffer.from('vier Wörter, und lang\n')
  const within = bytes.indexOf('ö') + 1
  scrip.stdin.write(bytes.subarray(0, within))
  scrip.stdin.end(bytes.subarray(within))
  await finished(scrip.stdin)
  t.same(await once(scrip, 'close'), [0, null])
  t.equal(printed.text(), 'ada@northwind.example can sign in now.\n')
})

t.test('on a terminal the password is asked for and not shown', async (t) => {
  if (!hasTerminal) return t.pass(`Not installed on this machine: ${TERMINAL}. This was not typed.`)
  const { printed, type, ended } = onTerminal(t)
  await printed.until(/Password: /)
  type(`${PASSWORD}X\u007F\r`)
  t.equal(await ended(), 0)
  t.match(printed.text(), 'ada@northwind.example can sign in now.')
  t.notMatch(printed.text(), PASSWORD.slice(0, 4))
  t.match(printed.text(), SHOWING, 'and what is typed next is shown again')
})

t.test('Ctrl-C there ends with 130, and leaves the terminal as it was', async (t) => {
  if (!hasTerminal) return t.pass(`Not installed on this machine: ${TERMINAL}. This was not typed.`)
  const { printed, type, ended } = onTerminal(t)
  await printed.until(/Password: /)
  type('four\u0003')
  t.equal(await ended(), 130)
  t.match(printed.text(), 'scrip: stopped. Nothing is left half done.')
  t.match(printed.text(), SHOWING)
})

/** Sets up on a terminal, and then prints how the terminal was left. */
function onTerminal(t: Test) {
  const program = EXECUTABLE ? [EXECUTABLE] : [process.execPath, SOURCE]
  const command = [...program, ...SET_UP].map((word) => `'${word}'`).join(' ')
  const env = { ...process.env, DATABASE_FILE: join(t.testdir(), 'scrip.db') }
  const terminal = spawn(TERMINAL, ['-qefc', `${command}; code=$?; stty -a; exit $code`, '/dev/null'], {
    env,
  })
  t.teardown(() => terminal.kill())
  return {
    printed: printedBy(terminal),
    type: (keys: string) => terminal.stdin.write(keys),
    ended: async () => (await once(terminal, 'close'))[0],
  }
}
