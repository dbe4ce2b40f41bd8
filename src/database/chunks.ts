/** Rows per statement: far from SQLite's limit of 32,766 values, and quick to compile. */
const ROWS = 500

/** Cuts a list into pieces that one statement can take. */
export function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += ROWS) yield all.slice(start, start + ROWS)
}
