import { setImmediate } from 'node:timers/promises'

/** Rows per statement: far from SQLite's limit of 32,766 values, quick to compile, and some 30 ms of work to insert. */
const ROWS = 200

/** Cuts a list into pieces that one statement can take. Between two of them others have their turn at the event loop. */
export async function* chunks<T>(all: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < all.length; start += ROWS) {
    if (start > 0) await setImmediate()
    yield all.slice(start, start + ROWS)
  }
}
