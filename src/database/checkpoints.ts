import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Database, Statement } from 'better-sqlite3'
import { isOneFile, PROJECT, readShipped } from '../shipped.ts'

/** Where the thread's code lies in the project's folder, and under which name the executable carries it. */
export const THREAD = 'src/database/checkpoint-thread.ts'

/** How long the WAL is when its pages begin to go into the file, and when the writer sees to it that it begins anew. */
interface WalPages {
  long: number
  longest: number
}

// A page that is written again and again goes into the file once: the longer the WAL, the less there is to write. But
// who reads looks for each page in the WAL first.
const WAL_PAGES: WalPages = { long: 4_000, longest: 6_000 }
/** What the WAL keeps of the disk when it begins anew: a backup or another long look at one moment lets it grow. */
const KEPT_BYTES = 50_000_000

/**
 * Brings what was committed from the WAL into the database file, on a thread of its own: it takes 0.1 s and more, in
 * which this process would do nothing else, neither answer nor write. The thread starts when there is first a need.
 *
 * Under constant writing the thread is always a little behind, and a WAL begins anew only where all of it is in the
 * file (sqlite.org/wal.html, 2.3). So where it has become too long for all that, the writer does what little is left.
 */
export class Checkpoints {
  readonly #file: string
  readonly #pages: WalPages
  readonly #look: Statement<[], { log: number; checkpointed: number }>
  readonly #finish: Statement
  #thread: Worker | undefined
  #isWorking = false
  #isAlone = false

  /** @param writer the connection that writes; it leaves its checkpoints to this from here on */
  constructor(writer: Database, pages = WAL_PAGES) {
    writer.pragma('wal_autocheckpoint = 0')
    writer.pragma(`journal_size_limit = ${KEPT_BYTES}`)
    this.#file = writer.name
    this.#pages = pages
    this.#look = writer.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.#finish = writer.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** To be called after each COMMIT. Throws nothing: what was committed is safe in the WAL. */
  afterCommit(): void {
    if (this.#isWorking) return
    try {
      const { log, checkpointed } = this.#look.get() ?? { log: 0, checkpointed: 0 }
      if (log < this.#pages.long) return
      // The longer it has become, the more the writer takes upon itself.
      const isLittle = log - checkpointed < Math.min(log / 4, this.#pages.long)
      if (this.#isAlone || (log >= this.#pages.longest && isLittle)) this.#finish.get()
      else this.#askThread()
    } catch {
      // Whatever is wrong with the disk, the next COMMIT says it to those who wait for it.
    }
  }

  /** Resolves when the thread is over, and with it what it had open. */
  async close(): Promise<void> {
    await this.#thread?.terminate()
  }

  #askThread(): void {
    this.#thread ??= this.#startThread()
    this.#isWorking = true
    this.#thread.postMessage('checkpoint')
  }

  #startThread(): Worker {
    const options = { name: 'checkpoints', workerData: this.#file }
    const thread = isOneFile
      ? new Worker(readShipped(THREAD), { ...options, eval: true })
      : new Worker(join(PROJECT, THREAD), options)
    thread.on('message', () => {
      this.#isWorking = false
    })
    // A machine without room for a thread: as slow as it is, the writer does it.
    thread.on('error', () => {
      this.#isWorking = false
      this.#isAlone = true
    })
    // Whoever is done need not wait for it.
    thread.unref()
    return thread
  }
}
