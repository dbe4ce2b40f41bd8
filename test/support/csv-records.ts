import { readCsv } from '../../src/web/csv.ts'
import type { Browser } from './browser.ts'

/** The lines of a download, each by the names in its header. */
export async function downloadRecords(browser: Browser, path: string): Promise<Record<string, string>[]> {
  const csv = await readCsv((await browser.get(path)).body)
  if ('sentence' in csv) throw new Error(csv.sentence)
  const { header, lines } = csv
  return lines.map(({ cells }) => Object.fromEntries(header.map((name, place) => [name, cells[place] ?? ''])))
}
