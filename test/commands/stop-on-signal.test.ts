import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'

t.test('a console that cannot stop in good order says why in one line, and ends with 1', async (t) => {
  const file = join(import.meta.dirname, '../../src/commands/stop-on-signal.ts')
  const program = `
    const { stopOnSignal } = await import(${JSON.stringify(file)})
    stopOnSignal({ stop: () => Promise.reject(new Error('the disk is gone.')) })
    process.kill(process.pid, 'SIGTERM')
    setInterval(() => {}, 1000)`
  const ended = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.same(await Promise.all([text(ended.stderr), once(ended, 'close')]), [
    'scrip: the disk is gone.\n',
    [1, null],
  ])
})
