import type { Db } from '../database/open.ts'
import { InvalidInput, inEnglish } from '../errors.ts'
import { checkInWords, resultInWords } from '../imports/import-in-words.ts'
import { importLines, sortForPartner } from '../imports/import-lines.ts'
import type { ImportedList, ImportedRow } from '../imports/imported-list.ts'
import { type ReadLines, readLines } from '../imports/read-lines.ts'
import type { SortedLines } from '../imports/sort-lines.ts'
import { ENGLISH } from '../languages/languages.ts'
import { formatFor } from '../web/format.ts'
import { readWhole } from '../web/uploads.ts'
import { english } from './english.ts'
import { openInput } from './input.ts'
import { onCurrentDatabase } from './on-database.ts'
import { type OnBehalf, onBehalfOf } from './partner-option.ts'
import { print, tell } from './terminal.ts'
import { working } from './working.ts'

interface Options {
  yes?: boolean
  goodAlone?: boolean
  partner?: string
  json?: boolean
}

/** Says what a file would do to a list of the partner's, and does it where that is asked for. */
export function importList<Row extends ImportedRow>(
  list: ImportedList<Row>,
  file: string,
  { yes = false, goodAlone = false, partner, json }: Options,
): Promise<void> {
  return onCurrentDatabase((db) =>
    working(async (step, signal) => {
      const who = await onBehalfOf(db, partner)
      step('Reading')
      const read = await readLines(list, await readWhole(openInput(file, signal)))
      if (!('good' in read)) throw new InvalidInput([{ field: 'file', phrase: read }])
      step('Importing')
      const { sorted, imported } = await sortAndImport(db, who, list, read, { yes, goodAlone })
      tell(json, toRecord(read, sorted, imported), () =>
        say(list, read, sorted, who, { yes, goodAlone, imported }),
      )
      if (yes && !imported) {
        const sentence = 'Nothing was imported. Mend the refused lines, or leave them out with --good-alone.'
        throw new InvalidInput([{ field: '', phrase: english(sentence) }])
      }
    }),
  )
}

/** @returns what the lines do, and whether they were imported: not with refused ones, unless those are to be left out */
function sortAndImport<Row extends ImportedRow>(
  db: Db,
  { partner, act }: OnBehalf,
  list: ImportedList<Row>,
  read: ReadLines<Row>,
  { yes, goodAlone }: { yes: boolean; goodAlone: boolean },
) {
  return db.transaction().execute(async (trx) => {
    const sorted = await sortForPartner(trx, list, partner.id, read)
    const imported = yes && (goodAlone || sorted.refused.length === 0)
    if (imported) await importLines(trx, act, list, sorted, goodAlone)
    return { sorted, imported }
  })
}

function toRecord<Row extends ImportedRow>(
  { ignored }: ReadLines<Row>,
  { added, changed, unchanged, refused }: SortedLines<Row>,
  imported: boolean,
) {
  return {
    imported,
    added: added.length,
    changed: changed.length,
    unchanged: unchanged.length,
    refused: refused.flatMap(({ line, reasons }) =>
      reasons.map((reason) => ({ line, field: reason.field, message: inEnglish(reason.phrase) })),
    ),
    ignored_columns: ignored,
  }
}

function say<Row extends ImportedRow>(
  list: ImportedList<Row>,
  read: ReadLines<Row>,
  sorted: SortedLines<Row>,
  { partner }: OnBehalf,
  { yes, goodAlone, imported }: { yes: boolean; goodAlone: boolean; imported: boolean },
): void {
  const format = formatFor(partner, ENGLISH)
  const check = checkInWords(list, read, sorted, format)
  print(check.sentence)
  if (check.ignored !== '') print(`Columns that are not read: ${check.ignored}.`)
  for (const { line, reasons } of check.refused.shown) {
    print(`  Line ${line}: ${reasons.map(({ label, message }) => `${label}: ${message}`).join(' ')}`)
  }
  if (check.refused.more !== '') print(`  ${check.refused.more}`)
  if (imported) print(inEnglish(resultInWords(sorted, format)))
  else if (!yes) print(nextStep(check.worthConfirming, sorted.refused.length > 0, goodAlone))
}

/** What to do about a file that was only looked at. */
function nextStep(isWorthIt: boolean, isRefused: boolean, goodAlone: boolean): string {
  if (isWorthIt) {
    return isRefused && !goodAlone
      ? 'Nothing is imported yet: mend the refused lines, or add --yes --good-alone to leave them out.'
      : 'Nothing is imported yet: add --yes.'
  }
  if (isRefused) return 'There is nothing to import: mend the refused lines, and send the file again.'
  return 'There is nothing to import: all of it is stored already.'
}
