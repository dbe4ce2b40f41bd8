import { type FieldError, type Phrase, phrase } from '../errors.ts'
import { parseExact } from '../money/exact.ts'
import type { BillLine, PaymentMode, Period } from './bill.ts'

/** Reads the cells of one line. @returns the line, or all that is wrong with it; the fields are those of `Columns` */
export type ReadLine = (cells: readonly string[]) => BillLine | FieldError[]

/** Where each part of a line comes from. */
export interface Columns {
  customer: Cell
  customerName: Cell
  product: Cell
  amount: Cell
  currency: Cell
  provider: Cell
  period(cells: readonly string[]): Period | Phrase
  paymentMode(cells: readonly string[]): PaymentMode | Phrase
}

/** Takes a text out of a line: without outer spaces, and '' for "NULL" and where there is no such column. */
export type Cell = (cells: readonly string[]) => string

/** The cell in a column. @param index from 0; -1 where the file has no such column */
export function cellAt(index: number): Cell {
  return (cells) => {
    const text = cells[index]?.trim() ?? ''
    return text === 'NULL' ? '' : text
  }
}

/** Longer than any account id or product of the catalogue may be: what is longer is cut, and found to be unknown. */
const LONGEST_NAME = 300

/** Reads lines by their columns. */
export function lineReader(columns: Columns): ReadLine {
  const nameIn = (cell: Cell) => (cells: readonly string[]) =>
    cell(cells).normalize('NFC').slice(0, LONGEST_NAME)
  const customer = nameIn(columns.customer)
  const customerName = nameIn(columns.customerName)
  const product = nameIn(columns.product)
  const provider = nameIn(columns.provider)
  return (cells) => {
    const amount = readAmount(columns.amount(cells))
    const period = columns.period(cells)
    const paymentMode = columns.paymentMode(cells)
    if ('sentence' in amount || 'sentence' in period || typeof paymentMode !== 'string') {
      return Object.entries({ amount, period, paymentMode }).flatMap(([field, value]) =>
        typeof value === 'object' && 'sentence' in value ? [{ field, phrase: value }] : [],
      )
    }
    return {
      provider: provider(cells),
      customer: customer(cells),
      customerName: customerName(cells),
      product: product(cells),
      currency: columns.currency(cells).slice(0, 20).toUpperCase(),
      paymentMode,
      amount,
      ...period,
    }
  }
}

function readAmount(text: string) {
  return text === '' ? phrase('The amount is missing.') : parseExact(text)
}
