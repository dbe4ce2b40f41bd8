import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** How long an executable may take for what lasts a second: a build that hangs says nothing. */
const PATIENCE = { timeout: 120_000, killSignal: 'SIGKILL' } as const

/**
 * Lets an executable start a console and show a first page, and keeps what its code was compiled to by then. A code
 * cache that is made without running has no function in it that was not called yet: each would be compiled at each
 * start (v8.dev/blog/code-caching-for-devs).
 *
 * @param rehearsal an executable made with rehearsal.ts
 * @param folder an empty one, for its database and the result
 * @returns the file of the compiled code
 */
export async function rehearse(rehearsal: string, folder: string): Promise<string> {
  const file = join(folder, 'compiled')
  // Neither this machine's settings nor a .env say how it starts.
  const desk = spawn(rehearsal, ['serve'], {
    cwd: folder,
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      BACKUP_KEEP: '0',
      DATABASE_FILE: join(folder, 'scrip.db'),
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    ...PATIENCE,
  })
  const ended = once(desk, 'exit')
  try {
    for await (const printed of desk.stdout ?? []) {
      const url = /listens on (\S+)/.exec(String(printed))?.[1]
      if (url === undefined) continue
      await (await fetch(`${url}/sign-in`)).text()
      desk.send(file)
    }
  } finally {
    desk.kill('SIGKILL')
    await ended
  }
  if (!existsSync(file)) throw new Error('The executable ended before it showed a page.')
  return file
}

/**
 * Starts an executable that carries compiled code.
 * @throws where Node does not take that, and would compile the code at each start
 */
export async function holdToCompiled(executable: string): Promise<void> {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const
  const version = spawn(executable, ['--version'], { env: {}, stdio: [...stdio], ...PATIENCE })
  let isTaken = false
  version.once('message', (told: { cachedDataRejected?: boolean }) => {
    isTaken = told.cachedDataRejected === false
  })
  await once(version, 'disconnect')
  if (!isTaken) throw new Error('The executable does not take its code as it was compiled.')
}
