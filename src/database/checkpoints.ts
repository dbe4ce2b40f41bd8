import { statSync } from 'node:fs'
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
  /** From here on those who write wait for that. */
  longest: number
  /** So much of the disk it keeps when it begins anew: a backup, or another long look at one moment, lets it grow. */
  kept: number
}

// A page that is written again and again goes into the file once: the longer the WAL, the less there is to write. But
// who reads looks for each page in the WAL first.
const WAL_PAGES: WalPages = { long: 4_000, longest: 12_000, kept: 12_000 }
const PAGE_BYTES = 4096
/** How long it is put off at most, where no group of several transactions comes. */
const PUT_OFF_MS = 20
/** How long a writer waits at most, and then for the next group again: where a disk is slow, all is, but nothing stands still. */
const PATIENCE_MS = 1_000

/**
 * Brings what was committed from the WAL into the database file, on a thread of its own: it takes 0.1 s and more, in
 * which this process would do nothing else, neither answer nor write. The thread starts when there is first a need.
 *
 * A WAL begins anew only where all of it is in the file (sqlite.org/wal.html, 2.3), and under constant writing the
 * thread is always a little behind. So where the WAL is too long for all that, who writes next waits for the thread.
 */
export class Checkpoints {
  readonly #file: string
  readonly #inode: number
  readonly #pages: WalPages
  readonly #patienceMs: number
  readonly #look: Statement<[], { log: number }>
  readonly #byWriter: Statement
  #log = 0
  #putOff: NodeJS.Timeout | undefined
  #thread: Worker | undefined
  #running: Promise<boolean> | undefined
  #answer: (isTried: boolean) => void = () => undefined
  #hasFailed = false
  #isClosed = false

  /**
   * @param writer the connection that writes; it leaves its checkpoints to this from here on
   * @param patienceMs how long a group waits at most where the WAL is too long
   */
  constructor(writer: Database, pages = WAL_PAGES, patienceMs = PATIENCE_MS) {
    writer.pragma('wal_autocheckpoint = 0')
    writer.pragma(`journal_size_limit = ${pages.kept * PAGE_BYTES}`)
    this.#file = writer.name
    this.#inode = statSync(this.#file).ino
    this.#pages = pages
    this.#patienceMs = patienceMs
    this.#look = writer.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.#byWriter = writer.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /**
   * To be called after each COMMIT. Throws nothing: what was committed is safe in the WAL. Where that is long, the
   * thread does not begin at once: after many transactions one often comes alone, and its COMMIT would wait for all
   * that the thread writes.
   */
  afterCommit(): void {
    try {
      this.#log = this.#look.get()?.log ?? 0
    } catch {
      // Whatever is wrong with the disk, the next COMMIT says it to those who wait for it.
    }
    if (this.#isDue) this.#putOff ??= setTimeout(() => this.start(), PUT_OFF_MS)
  }

  /** To be called when several transactions begin that share a COMMIT: the disk has nothing else to do until then. */
  start(): void {
    clearTimeout(this.#putOff)
    this.#putOff = undefined
    if (this.#isDue) void this.#onThread()
  }

  get #isDue(): boolean {
    return this.#log >= this.#pages.long && !this.#hasFailed
  }

  /**
   * To be awaited before a group of transactions begins, when none is open: resolves at once, unless the WAL is too
   * long. While somebody looks at an earlier moment nothing can be done about that, and nobody waits.
   */
  async makeRoom(): Promise<void> {
    if (this.#log < this.#pages.longest) return
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#patienceMs)
    })
    await Promise.race([this.#empty(), enough])
    clearTimeout(timer)
  }

  /** Resolves when the thread is over, and with it what it had open. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#putOff)
    await this.#thread?.terminate()
  }

  async #empty(): Promise<void> {
    // What the thread is at was begun before the last COMMIT.
    await this.#running
    if (await this.#onThread()) return
    try {
      this.#byWriter.get()
    } catch {
      // As above; or it came too late, and a transaction is open.
    }
  }

  /** @returns whether it was tried: not so on a machine without room for a thread, nor where the file was moved */
  #onThread(): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false)
    if (this.#running) return this.#running
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#running = promise
    this.#answer = (isTried) => {
      this.#running = undefined
      this.#hasFailed = !isTried
      resolve(isTried)
    }
    try {
      this.#thread ??= this.#startThread()
      this.#thread.postMessage('checkpoint')
    } catch {
      this.#answer(false)
    }
    return promise
  }

  #startThread(): Worker {
    // The thread opens it by its name: by now that may be another file's.
    if (statSync(this.#file).ino !== this.#inode) throw new Error(`${this.#file} was moved`)
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
