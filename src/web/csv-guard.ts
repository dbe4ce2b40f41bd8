// A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection). An apostrophe
// before it makes it text again. Where one stands already, one more is added, so that taking one away gives back
// exactly what was there.
const AT_THE_BEGINNING = /^('*)(?=[=+\-@\t\r\n＝＋－＠])/

// Where the comma is the decimal point, spreadsheets split lines at semicolons, and some at tabs. They then take no
// notice of the quotes around a cell, so that what stands behind one of these, or on a new line, is a cell of its own.
const INSIDE = /(?<=[;\t\r\n]"{0,3})('*)(?=[=+\-@＝＋－＠])/g

const NUMBER = /^-?\d+(\.\d+)?$/

/** Begins with nothing that is guarded, and holds nothing that splits it or that a CSV file quotes. */
const PLAIN = /(?:[^'=+\-@＝＋－＠";,\t\r\n][^";,\t\r\n]*)?/.source
const PLAIN_CELL = new RegExp(`^${PLAIN}$`)

const plainLines = new Map<number, RegExp>()

/**
 * Whether cells joined by commas stand in a file as they are: none is guarded or quoted. One look at the line takes a
 * fraction of a look at each cell.
 * @param count how many cells they are: where one holds a comma, it looks as if there were more
 */
export function isPlainLine(line: string, count: number): boolean {
  const known = plainLines.get(count)
  if (known) return known.test(line)
  const plain = new RegExp(`^${PLAIN}(?:,${PLAIN}){${count - 1}}$`)
  plainLines.set(count, plain)
  return plain.test(line)
}

/** A cell as a download holds it: what a spreadsheet would run as a formula is guarded, a number is not. */
export function guarded(cell: string): string {
  return PLAIN_CELL.test(cell) || NUMBER.test(cell)
    ? cell
    : cell.replace(AT_THE_BEGINNING, "$1'").replace(INSIDE, "$1'")
}

/** The cell as it was before `guarded`. */
export function unguarded(cell: string): string {
  return cell.replace(AT_THE_BEGINNING, oneLess).replace(INSIDE, oneLess)
}

function oneLess(apostrophes: string): string {
  return apostrophes.slice(1)
}
