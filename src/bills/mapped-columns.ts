import { hash } from 'node:crypto'
import { z } from 'zod'
import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, type Phrase, phrase } from '../errors.ts'
import { remembering } from '../remembering.ts'
import { field, line, optional, parse } from '../web/fields.ts'
import type { PaymentMode, Period } from './bill.ts'
import { readMonth } from './period.ts'
import { cellAt, lineReader, type ReadLine } from './read-line.ts'

export const COLUMN_LABELS = {
  customer: 'Customer',
  product: 'Product',
  amount: 'Amount',
  currency: 'Currency',
  period: 'Billing period',
  month: 'Billing period, where no column has it',
  paymentMode: 'Payment mode',
  provider: 'Provider',
  providerName: 'Provider, where no column has it',
} as const

/** Which column of a file is which, by their names; `null`: the file has none. */
export interface MappedColumns {
  customer: string
  product: string
  amount: string
  currency: string | null
  period: string | null
  /** Where no column has it: the month of all lines. Not remembered, as the next file is of another one. */
  month: Period | null
  paymentMode: string | null
  provider: string | null
  /** Where no column has it: the provider of all lines, or ''. */
  providerName: string
}

/** What can be chosen: each name once, the first column of that name being meant. */
export function namesIn(header: readonly string[]): string[] {
  return [...new Set(header)].filter((name) => name !== '')
}

/**
 * Reads what a person said about the columns of a file.
 * @param names the columns that they could choose from
 * @throws InvalidInput with every field that is wrong
 */
export function readMapping(body: unknown, names: readonly string[]): MappedColumns {
  const known = (text: string) =>
    names.includes(text) ? text : phrase('Choose one of the columns.', { options: names.join(', ') })
  const mapping = parse(
    z.object({
      customer: field(known),
      product: field(known),
      amount: field(known),
      currency: optional(known),
      period: optional(known),
      month: optional(readMonth),
      paymentMode: optional(known),
      provider: optional(known),
      providerName: line(100, { required: false }),
    }),
    body,
  )
  if (mapping.period === null && mapping.month === null) {
    throw invalid('month', phrase('Choose the column that has the billing period, or write the month here.'))
  }
  return mapping
}

/** Reads the lines of a file by the columns that a person chose. */
export function mappedReader(header: readonly string[], mapping: MappedColumns): ReadLine {
  const column = (name: string | null) => cellAt(name === null ? -1 : header.indexOf(name))
  const period = column(mapping.period)
  const { month } = mapping
  const readOnce = remembering(readMonth)
  const provider = mapping.provider === null ? () => mapping.providerName : column(mapping.provider)
  return lineReader({
    customer: column(mapping.customer),
    customerName: cellAt(-1),
    product: column(mapping.product),
    amount: column(mapping.amount),
    currency: column(mapping.currency),
    provider,
    period: mapping.period === null && month !== null ? () => month : (cells) => readOnce(period(cells)),
    paymentMode: readPaymentMode(column(mapping.paymentMode)),
  })
}

function readPaymentMode(cell: (cells: readonly string[]) => string) {
  return (cells: readonly string[]): PaymentMode | Phrase => {
    const word = cell(cells).toLowerCase()
    if (word === '' || word === 'postpaid') return 'postpaid'
    return word === 'prepaid'
      ? word
      : phrase('“{word}” is no payment mode. Write prepaid or postpaid.', { word })
  }
}

/** What was said about the columns of a file with this very header; undefined where it is new. */
export async function findMapping(
  db: Db,
  partnerId: number,
  header: readonly string[],
): Promise<Partial<MappedColumns> | undefined> {
  const row = await db
    .selectFrom('billColumns')
    .select('columns')
    .where('partnerId', '=', partnerId)
    .where('headerHash', '=', hashOf(header))
    .executeTakeFirst()
  return row && (JSON.parse(row.columns) as Partial<MappedColumns>)
}

/** Remembers what was said about the columns for the next file with this header. */
export async function rememberMapping(
  trx: Db,
  act: Act,
  header: readonly string[],
  { month: _, ...mapping }: MappedColumns,
): Promise<void> {
  const columns = JSON.stringify(mapping)
  const before = await findMapping(trx, act.partnerId, header)
  if (before && JSON.stringify(before) === columns) return
  await trx
    .insertInto('billColumns')
    .values({ partnerId: act.partnerId, headerHash: hashOf(header), columns })
    .onConflict((conflict) => conflict.columns(['partnerId', 'headerHash']).doUpdateSet({ columns }))
    .execute()
  await recordEvent(trx, act, {
    action: 'bill_columns.remembered',
    subject: `partner ${act.partnerId}`,
    before,
    after: mapping,
  })
}

/** An error of a line as the form shows it: at the field that says where the month or the provider comes from. */
export function atFormField(error: FieldError, { period }: MappedColumns): FieldError {
  return error.field === 'period' && period === null ? { ...error, field: 'month' } : error
}

function hashOf(header: readonly string[]): string {
  return hash('sha256', JSON.stringify(header), 'hex')
}

function invalid(at: keyof typeof COLUMN_LABELS, reason: Phrase): InvalidInput {
  return new InvalidInput([{ field: at, phrase: reason }])
}
