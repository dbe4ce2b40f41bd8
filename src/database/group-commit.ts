import type { Database } from 'better-sqlite3'
import { Problem } from '../errors.ts'

/** The right to write, given to one transaction at a time. It ends with exactly one of the two calls. */
export interface Turn {
  /** Keeps what was written. Resolves once the whole group is on disk, rejects if the group is lost. */
  commit(): Promise<void>
  /** Undoes this transaction alone. Resolves with the group, so that no answer leaves before what it saw. */
  rollback(): Promise<void>
}

interface Waiting {
  grant(turn: Turn): void
  refuse(error: unknown): void
  timer: NodeJS.Timeout
}

/** How many transactions may share one COMMIT: bounds how long the first of them waits for the last. */
const GROUP_SIZE = 128

/**
 * Lets transactions that wait at the same time share one durable COMMIT.
 *
 * With `synchronous=FULL` a COMMIT waits for the disk, and that wait costs far more than the statements.
 * So the transactions that wait run one after the other, each as a savepoint of one
 * `BEGIN IMMEDIATE ... COMMIT`, and each hears of success only after that COMMIT. One that fails is rolled
 * back to its own savepoint; a COMMIT that fails fails them all.
 */
export class GroupCommit {
  readonly #writer: Database
  readonly #waitMs: number
  readonly #waiting: Waiting[] = []
  #running = false

  /** @param waitMs how long a transaction may wait for its turn before it is refused as DATABASE_BUSY */
  constructor(writer: Database, waitMs: number) {
    this.#writer = writer
    this.#waitMs = waitMs
  }

  /** Waits for the turn to write. Rejects with DATABASE_BUSY when it does not come in time. */
  begin(): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        grant: resolve,
        refuse: reject,
        timer: setTimeout(() => {
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
          reject(new Problem('DATABASE_BUSY'))
        }, this.#waitMs),
      }
      this.#waiting.push(waiting)
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      // One turn of the event loop, so that requests which have already arrived join this group.
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#waiting.length > 0) await this.#runGroup()
    }
    this.#running = false
  }

  async #runGroup(): Promise<void> {
    const settle: ((failure: unknown) => void)[] = []
    let failure: unknown
    try {
      this.#begin()
      for (let taken = 0; taken < GROUP_SIZE; taken++) {
        const next = this.#waiting.shift()
        if (!next) break
        await this.#runOne(next, settle)
      }
      this.#writer.exec('COMMIT')
    } catch (error) {
      failure = error
      if (this.#writer.inTransaction) this.#writer.exec('ROLLBACK')
    }
    for (const done of settle) done(failure)
  }

  /** Where not even BEGIN works (another process holds the file), the first in the line hears why. */
  #begin(): void {
    try {
      this.#writer.exec('BEGIN IMMEDIATE')
    } catch (error) {
      const next = this.#waiting.shift()
      clearTimeout(next?.timer)
      next?.refuse(error)
      throw error
    }
  }

  /** Resolves when the transaction has given its turn back; throws when the whole group must go. */
  #runOne(next: Waiting, settle: ((failure: unknown) => void)[]): Promise<void> {
    clearTimeout(next.timer)
    return new Promise((handBack, loseGroup) => {
      try {
        this.#writer.exec('SAVEPOINT one')
      } catch (error) {
        next.refuse(error)
        return loseGroup(error)
      }
      const end = (statement: string): Promise<void> => {
        const settled = new Promise<void>((resolve, reject) => {
          settle.push((failure) => (failure === undefined ? resolve() : reject(failure)))
        })
        try {
          // A full disk or an I/O error makes SQLite roll everything back by itself: then this throws.
          this.#writer.exec(statement)
          handBack()
        } catch (error) {
          loseGroup(error)
        }
        return settled
      }
      next.grant({
        commit: () => end('RELEASE one'),
        rollback: () => end('ROLLBACK TO one; RELEASE one'),
      })
    })
  }
}
