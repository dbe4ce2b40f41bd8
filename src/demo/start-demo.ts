import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { migrate } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'
import { startServer } from '../server.ts'
import { nowAt } from '../time/instant.ts'
import { furnish } from './furnish.ts'
import { SAMPLE_TEAM } from './sample-team.ts'

/** A console that listens on a sample database, and who can sign in to it. */
interface Demo {
  url: string
  team: readonly { email: string; role: string }[]
  /** Everyone's. Made for this start, and kept nowhere. */
  password: string
  /** Stops listening and removes the database. */
  stop(): Promise<void>
}

const USUAL_PORT = 3000

/**
 * Starts the console on a fresh, furnished database in a temporary folder. Settings count as for `serve`, but
 * DATABASE_FILE is the folder's own, and requests are not logged unless LOG_LEVEL says so.
 *
 * @throws Problem CONFIGURATION as `readConfig`
 */
export async function startDemo(env: NodeJS.ProcessEnv = process.env): Promise<Demo> {
  const folder = mkdtempSync(join(tmpdir(), 'scrip-demo-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const databaseFile = join(folder, 'scrip.db')
    const port = env.PORT || String(await freePort(env.HOST))
    const own = { PORT: port, DATABASE_FILE: databaseFile, BACKUP_KEEP: '0' }
    const config = readConfig({ LOG_LEVEL: 'warn', ...env, ...own })
    const password = newDemoPassword()
    await furnishFile(databaseFile, password)
    const running = await startServer(config)
    const stop = () => running.stop().finally(remove)
    return { url: running.url, team: SAMPLE_TEAM, password, stop }
  } catch (error) {
    remove()
    throw error
  }
}

async function furnishFile(databaseFile: string, password: string): Promise<void> {
  const db = openDatabase(databaseFile)
  try {
    await migrate(db)
    await furnish(db, password, nowAt())
  } finally {
    await db.destroy()
  }
}

/** The usual port, or 0, which takes any that is free, where something listens on the usual one already. */
async function freePort(host = '127.0.0.1'): Promise<number> {
  const probe = createServer().listen(USUAL_PORT, host)
  try {
    await once(probe, 'listening')
    return USUAL_PORT
  } catch {
    return 0
  } finally {
    probe.close()
  }
}

const CONSONANTS = 'bdfghjklmnprstvz'
const VOWELS = 'aeiou'

/** Three words that are easy to type and mean nothing: 16 consonants and 5 vowels in turn, 50 bits in all. */
function newDemoPassword(): string {
  const letter = (letters: string) => letters.charAt(randomInt(letters.length))
  const word = () => [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS].map(letter).join('')
  return [word(), word(), word()].join('-')
}
