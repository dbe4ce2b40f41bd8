import { setTimeout as pause } from 'node:timers/promises'
import type { Database, Statement } from 'better-sqlite3'
import { Problem } from '../errors.ts'
import type { Checkpoints } from './checkpoints.ts'
import { isHeld } from './failures.ts'

/** The right to write, given to one transaction at a time. It ends with exactly one of commit and rollback. */
export interface Turn {
  /** Runs a statement of this transaction. Throws what it throws, and what ended the group if that is lost. */
  run<T>(statement: () => T): T
  /** Keeps what was written. Resolves once the whole group is on disk, rejects if the group is lost. */
  commit(): Promise<void>
  /** Undoes this transaction alone. Resolves with the group, so that no answer leaves before what it saw. */
  rollback(): Promise<void>
}

interface Waiting {
  grant(turn: Turn): void
  refuse(error: unknown): void
  /** When it has waited long enough, by `performance.now`. */
  until: number
}

/** What a writer is at, and what it has done since it was opened: for health checks and metrics. */
export interface WriterLoad {
  /** Transactions that wait for their turn. */
  waiting: number
  /** Whether a group is open. */
  isWriting: boolean
  /** Groups that were committed, and the transactions in them: many of these for each of those under load. */
  groups: number
  transactions: number
}

/** How many transactions may share one COMMIT: bounds how long the first of them waits for the last. */
const GROUP_SIZE = 128
/** How long the first of a group waits for others at most: where turns are slow, one by one may come at each. */
const JOIN_MS = 25
/** How long to leave a file alone that another process holds, before asking for it again. */
const ASK_AGAIN_MS = 20

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
  readonly #savepoint: Statement
  readonly #release: Statement
  readonly #waitMs: number
  readonly #checkpoints: Checkpoints | undefined
  readonly #waiting: Waiting[] = []
  /** Runs while anyone waits, until the first of them has waited long enough. */
  #patience: NodeJS.Timeout | undefined
  #running = false
  #groups = 0
  #transactions = 0

  /**
   * @param waitMs how long a transaction may wait for its turn before it is refused as DATABASE_BUSY
   * @param checkpoints keep the WAL short; where there are none, SQLite does it by itself, at a COMMIT
   */
  constructor(writer: Database, waitMs: number, checkpoints?: Checkpoints) {
    this.#writer = writer
    this.#savepoint = writer.prepare('SAVEPOINT one')
    this.#release = writer.prepare('RELEASE one')
    this.#waitMs = waitMs
    this.#checkpoints = checkpoints
  }

  get load(): WriterLoad {
    return {
      waiting: this.#waiting.length,
      isWriting: this.#writer.inTransaction,
      groups: this.#groups,
      transactions: this.#transactions,
    }
  }

  /** Waits for the turn to write. Rejects with DATABASE_BUSY when it does not come in time. */
  begin(): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const until = performance.now() + this.#waitMs
      this.#waiting.push({ grant: resolve, refuse: reject, until })
      if (this.#waiting.length === 1) this.#refuseIn(this.#waitMs)
      if (!this.#running) void this.#run()
    })
  }

  #refuseIn(ms: number): void {
    this.#patience = setTimeout(() => {
      const now = performance.now()
      while (this.#waiting[0] && this.#waiting[0].until <= now) {
        this.#next()?.refuse(new Problem('DATABASE_BUSY'))
      }
      if (this.#waiting[0]) this.#refuseIn(this.#waiting[0].until - now)
    }, ms)
  }

  /** Takes out who has waited longest. */
  #next(): Waiting | undefined {
    const next = this.#waiting.shift()
    if (this.#waiting.length === 0) clearTimeout(this.#patience)
    return next
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      await this.#checkpoints?.makeRoom()
      await this.#othersJoin()
      if (this.#waiting.length > 1) this.#checkpoints?.start()
      if (this.#waiting.length > 0) await this.#runGroup()
    }
    this.#running = false
  }

  /** As long as each turn of the event loop brings another: a COMMIT for more of them costs hardly more. */
  async #othersJoin(): Promise<void> {
    const until = performance.now() + JOIN_MS
    let joined = 0
    do {
      joined = this.#waiting.length
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.#waiting.length > joined && this.#waiting.length < GROUP_SIZE && performance.now() < until)
  }

  async #runGroup(): Promise<void> {
    const settle: ((failure: unknown) => void)[] = []
    let failure: unknown
    try {
      if (!(await this.#begin())) return
      for (let taken = 0; taken < GROUP_SIZE; taken++) {
        const next = this.#next()
        if (!next) break
        await this.#runOne(next, settle)
      }
      this.#writer.exec('COMMIT')
      this.#checkpoints?.afterCommit()
      this.#groups++
      this.#transactions += settle.length
    } catch (error) {
      failure = error
      try {
        this.#undo()
      } catch {
        // It is undone before the next group begins; those of this one hear of what came first.
      }
    }
    for (const done of settle) done(failure)
  }

  #undo(): void {
    if (this.#writer.inTransaction) this.#writer.exec('ROLLBACK')
  }

  /**
   * Asks for the file until it is free or nobody waits any more: another process may hold it. Asked without a
   * busy timeout, which would hold up everything else in this process, reads too.
   */
  async #begin(): Promise<boolean> {
    while (this.#waiting.length > 0) {
      try {
        this.#undo()
        this.#writer.exec('BEGIN IMMEDIATE')
        return true
      } catch (error) {
        if (!isHeld(error)) {
          this.#next()?.refuse(error)
          throw error
        }
        await pause(ASK_AGAIN_MS)
      }
    }
    return false
  }

  /** Resolves when the transaction has given its turn back; throws when the whole group must go. */
  #runOne(next: Waiting, settle: ((failure: unknown) => void)[]): Promise<void> {
    return new Promise((handBack, loseGroup) => {
      try {
        this.#savepoint.run()
      } catch (error) {
        next.refuse(error)
        return loseGroup(error)
      }
      let lost: unknown
      const end = (how: () => unknown): Promise<void> => {
        const settled = new Promise<void>((resolve, reject) => {
          settle.push((failure) => (failure === undefined ? resolve() : reject(failure)))
        })
        try {
          if (lost !== undefined) throw lost
          how()
          handBack()
        } catch (error) {
          loseGroup(error)
        }
        return settled
      }
      next.grant({
        run: (statement) => {
          if (lost !== undefined) throw lost
          try {
            return statement()
          } catch (error) {
            // After a full disk or an I/O error SQLite has rolled the whole group back by itself. A statement
            // that came now would be a transaction of its own.
            if (!this.#writer.inTransaction) lost = error
            throw error
          }
        },
        commit: () => end(() => this.#release.run()),
        rollback: () => end(() => this.#writer.exec('ROLLBACK TO one; RELEASE one')),
      })
    })
  }
}
