// A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection). An apostrophe
// before it makes it text again. Cells that begin with apostrophes and then one of these get one more, so
// that taking one away gives back exactly what was there.
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/
const NUMBER = /^-?\d+(\.\d+)?$/

/** A cell as a download holds it: what a spreadsheet would run as a formula is guarded, a number is not. */
export function guarded(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}

/** The cell as it was before `guarded`. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}
