import { wipe } from './working.ts'

/** Writes a line of what a command has to say to standard output. */
export function print(text: string): void {
  wipe()
  process.stdout.write(`${text}\n`)
}

/** Writes lines with their columns under each other, two spaces apart. @param rows the first one names the columns */
export function printColumns(rows: readonly string[][], indent = ''): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    print(`${indent}${cells.join('  ')}`.trimEnd())
  }
}

/**
 * Tells what came of a command: to a script as one JSON value, to a person in words.
 * @param value what the script reads, its names as in the downloads
 */
export function tell(asJson: boolean | undefined, value: unknown, inWords: () => void): void {
  if (asJson) print(JSON.stringify(value, null, 2))
  else inWords()
}
