import type { z } from 'zod'
import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { type Phrase, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { optional } from '../web/fields.ts'

/** What a line of an import becomes: values by the names of their columns. */
export type ImportedRow = Record<string, string | boolean>

/** One column that a file may have. */
export interface ImportedColumn<T> {
  /** What the file's header calls it. */
  header: string
  /** What pages call it, and what it is for; in English. */
  label: Sentence
  hint: Sentence
  /** Reads a cell. `null` is the same as no such column in the file. */
  read: z.ZodType<T | null>
  /** What a new row gets where the file says nothing; `undefined` where the file must say it. */
  otherwise: T | undefined
}

/** A list that can be imported: its columns, and how its rows are found and stored. */
export interface ImportedList<Row extends ImportedRow> {
  /** The list's own path and name. */
  name: 'customers' | 'products'
  /** The title of its import, and a file that works; in English. */
  title: Sentence
  example: string
  /** The column that says which row is meant. */
  key: keyof Row & string
  columns: { [Name in keyof Row & string]: ImportedColumn<Row[Name]> }
  /** The partner's rows of these keys, by key. */
  find(db: Db, partnerId: number, keys: readonly string[]): Promise<Map<string, Row>>
  /** Adds the rows whose key is new and changes the others, a few hundred with each statement. */
  store(trx: Db, act: Act, rows: readonly Row[]): Promise<void>
}

/** A column of yes or no. An empty cell says neither. */
export function yesOrNo(): z.ZodType<boolean | null> {
  return optional((text): boolean | Phrase => {
    const word = text.toLowerCase()
    if (['yes', 'true', '1'].includes(word)) return true
    return ['no', 'false', '0'].includes(word) ? false : phrase('Write yes or no.')
  })
}
