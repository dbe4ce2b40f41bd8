import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { InvalidInput, phrase } from '../errors.ts'
import type { ImportedList, ImportedRow } from './imported-list.ts'
import type { ReadLines } from './read-lines.ts'
import { type SortedLines, sortLines } from './sort-lines.ts'

/** Sorts the lines of a file by what they would do to the partner's rows as they are now. */
export async function sortForPartner<Row extends ImportedRow>(
  db: Db,
  list: ImportedList<Row>,
  partnerId: number,
  read: ReadLines<Row>,
): Promise<SortedLines<Row>> {
  const keys = read.good.map(({ key }) => key)
  return sortLines(list, read, await list.find(db, partnerId, keys))
}

/**
 * Imports the good lines of a file.
 *
 * @param trx the transaction in which the lines were sorted
 * @param goodAlone whether the good lines are to be imported although others are refused
 * @throws InvalidInput when lines are refused and nobody agreed to leave them out
 */
export async function importLines<Row extends ImportedRow>(
  trx: Db,
  act: Act,
  list: ImportedList<Row>,
  { added, changed, refused }: SortedLines<Row>,
  goodAlone: boolean,
): Promise<void> {
  if (refused.length > 0 && !goodAlone) {
    const sentence = 'Tick this to leave the refused lines out, or mend them in the file and send it again.'
    throw new InvalidInput([{ field: 'goodAlone', phrase: phrase(sentence) }])
  }
  const rows = [...added, ...changed].map(({ row }) => row)
  await list.store(trx, act, rows)
  await recordEvent(trx, act, {
    action: `${list.name}.imported`,
    subject: list.name,
    before: { changed: changed.map(({ before }) => before) },
    after: { changed: changed.map(({ row }) => row), added: added.map(({ row }) => row[list.key]) },
  })
}
