import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Database, Statement } from 'better-sqlite3'
import { isOneFile, PROJECT, readShipped } from '../shipped.ts'
import { addonInUse } from './connection.ts'

/** Where the thread's code lies in the project's folder, and under which name the executable carries it. */
export const THREAD = 'src/database/checkpoint-thread.ts'

/** Lengths of the WAL, in pages. */
interface WalPages {
  /** From here on its pages go into the file. */
  long: number
  /** From here on nobody writes until they are all there. */
  longest: number
  /** So much of the disk it keeps when it begins anew: a backup, or another long look at one moment, lets it grow. */
  kept: number
}

// A page that is written again and again goes into the file once: the longer the WAL, the less there is to write. But
// who reads looks for each page in the WAL first.
const WAL_PAGES: WalPages = { long: 4_000, longest: 12_000, kept: 12_000 }
const PAGE_BYTES = 4096

/**
 * Brings what was committed from the WAL into the database file, on a thread of its own: it takes 0.1 s and more, in
 * which this process would do nothing else, neither answer nor write. The thread starts when there is first a need.
 *
 * A WAL begins anew only where all of it is in the file (sqlite.org/wal.html, 2.3), and under constant writing the
 * thread is always a little behind. So where the WAL is too long for all that, who writes next waits for the thread.
 */
export class Checkpoints {
  readonly #file: string
  readonly #pages: WalPages
  readonly #look: Statement<[], { log: number }>
  readonly #byWriter: Statement
  #log = 0
  #thread: Worker | undefined
  #running: Promise<boolean> | undefined
  #answer: (isTried: boolean) => void = () => undefined
  #isClosed = false

  /** @param writer the connection that writes; it leaves its checkpoints to this from here on */
  constructor(writer: Database, pages = WAL_PAGES) {
    writer.pragma('wal_autocheckpoint = 0')
    writer.pragma(`journal_size_limit = ${pages.kept * PAGE_BYTES}`)
    this.#file = writer.name
    this.#pages = pages
    this.#look = writer.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.#byWriter = writer.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** To be called after each COMMIT. Throws nothing: what was committed is safe in the WAL. */
  afterCommit(): void {
    try {
      this.#log = this.#look.get()?.log ?? 0
    } catch {
      // Whatever is wrong with the disk, the next COMMIT says it to those who wait for it.
    }
    if (this.#log >= this.#pages.long && !this.#running) void this.#onThread()
  }

  /**
   * To be awaited before each transaction begins, when none is open: resolves at once, unless the WAL is too long.
   * Whoever still looks at an earlier moment keeps it from beginning anew; nobody waits for that.
   */
  async makeRoom(): Promise<void> {
    if (this.#log < this.#pages.longest) return
    await this.#running
    if (await this.#onThread()) return
    try {
      this.#byWriter.get()
    } catch {
      // As above.
    }
  }

  /** Resolves when the thread is over, and with it what it had open. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running
    // A process with nothing else to do would end before it.
    this.#thread?.ref()
    await this.#thread?.terminate()
  }

  /** One at a time. @returns whether it was tried: not so on a machine without room for a thread, nor where the file was moved */
  #onThread(): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#running = promise
    this.#answer = (isTried) => {
      this.#running = undefined
      // Whoever is done need not wait for the thread, but somebody may wait for what it is at.
      this.#thread?.unref()
      resolve(isTried)
    }
    try {
      this.#thread ??= this.#startThread()
      this.#thread.ref()
      this.#thread.postMessage('checkpoint')
    } catch {
      this.#answer(false)
    }
    return promise
  }

  #startThread(): Worker {
    const options = { name: 'checkpoints', workerData: { file: this.#file, addon: addonInUse() } }
    const thread = isOneFile
      ? new Worker(readShipped(THREAD), { ...options, eval: true })
      : new Worker(join(PROJECT, THREAD), options)
    thread.on('message', (isTried: boolean) => this.#answer(isTried))
    thread.on('error', () => undefined)
    // It is over, for whatever reason: the next one may do better.
    thread.on('exit', () => {
      this.#thread = undefined
      this.#answer(false)
    })
    return thread
  }
}
