import { setImmediate } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { type Phrase, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { CURRENCIES } from '../money/currency.ts'
import { formatMoney } from '../money/format-amount.ts'

/** What holds of every record of one table, if the ledger is right. */
export interface Check {
  /** What is counted, as a heading. */
  records: Sentence
  /** Has the columns `id` and `partner_id`. */
  table: string
  /** How many records one query looks at: nobody else is served while it runs. */
  size: number
  /** One row for each record of a window, with what is stored of it and what the ledger gives. */
  rows(window: Window): RawBuilder<unknown>
  rules: readonly Rule[]
}

/** What must not be true of a row, in SQL over its columns, and the sentence for where it is. */
interface Rule {
  broken: string
  /** Its places are columns of the row, in camelCase. What is called ...Minor is shown as money. */
  sentence: Sentence
}

/** Some of a partner's records: those whose ids come after one and go up to another. */
export interface Window {
  partnerId: number
  after: number
  upTo: number
}

/** Whose records are checked, and the currency that their amounts are in. */
export interface CheckedPartner {
  id: number
  currency: string
}

/**
 * Checks all of a partner's records of one kind, window by window, so that neither the memory nor anybody's
 * patience has to hold them all.
 *
 * @param report hears of each rule that a record breaks, in a sentence
 * @param looked hears how many records it looked at, window by window
 * @returns how many records it checked
 */
export async function runCheck(
  db: Db,
  partner: CheckedPartner,
  check: Check,
  report: (disagreement: Phrase) => void,
  looked: (records: number) => void = () => {},
): Promise<number> {
  let checked = 0
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const { upTo, count } = await nextWindow(db, check, partner.id, after)
    if (upTo === null) return checked
    for (const row of await brokenRows(db, check, { partnerId: partner.id, after, upTo })) {
      for (const { sentence } of check.rules.filter((_, index) => row[`broken${index}`] === 1)) {
        report(phrase(sentence, shown(row, partner.currency)))
      }
    }
    checked += count
    looked(count)
    after = upTo
    // Whoever waits to be served comes first.
    await setImmediate()
  }
}

async function nextWindow(db: Db, { table, size }: Check, partnerId: number, after: number) {
  const { rows } = await sql<{ upTo: number | null; count: number }>`
    SELECT max(id) AS up_to, count(*) AS count FROM (
      SELECT id FROM ${sql.table(table)} WHERE partner_id = ${partnerId} AND id > ${after} ORDER BY id LIMIT ${size}
    ) AS records`.execute(db)
  return rows[0] ?? { upTo: null, count: 0 }
}

async function brokenRows(db: Db, { rows, rules }: Check, window: Window): Promise<Row[]> {
  const flags = rules.map(({ broken }, index) => sql`(${sql.raw(broken)}) AS ${sql.ref(`broken${index}`)}`)
  const any = rules.map((_, index) => sql.ref(`broken${index}`))
  const found = await sql<Row>`
    WITH found AS MATERIALIZED (${rows(window)}),
      judged AS (SELECT found.*, ${sql.join(flags)} FROM found)
    SELECT * FROM judged WHERE ${sql.join(any, sql` OR `)}`.execute(db)
  return found.rows
}

type Row = Record<string, string | number | null>

function shown(row: Row, currencyCode: string): Phrase['values'] {
  const currency = CURRENCIES.get(currencyCode) ?? { code: currencyCode, decimals: 0 }
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value === null) return [name, phrase(name.endsWith('At') ? 'never' : 'nothing')]
      const isMoney = name.endsWith('Minor') && typeof value === 'number'
      return [name, isMoney ? formatMoney(value, currency) : value]
    }),
  )
}
