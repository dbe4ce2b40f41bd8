import { z } from 'zod'
import { type FieldError, InvalidInput, phrase } from '../errors.ts'
import { readCsv } from '../web/csv.ts'
import { line, parse } from '../web/fields.ts'
import { chosenFile, type Upload } from '../web/uploads.ts'
import { readLines } from './issuance.ts'

export const ISSUANCE_LABELS = {
  customers: 'Customers',
  file: 'CSV file',
  reason: 'Reason',
} as const

/** What a draft keeps: the form as it was typed, read and checked anew at each step. */
export interface IssuanceDraft {
  templateId: number
  form: { customers: string; reason: string }
}

const issuanceForm = z.object({ file: chosenFile() })
const reasonForm = z.object({ reason: line(200) })

/** What a form asks for, and how to say where in a chosen file something is wrong. */
interface ReadForm {
  /** What was typed, with the lines of the file behind those of the text field. */
  form: IssuanceDraft['form']
  /** Turns errors of the lines together into errors of the text field and of the file, each with its own lines. */
  whereWritten(errors: readonly FieldError[]): FieldError[]
}

/** @throws InvalidInput for a file that cannot be read */
export async function readIssuanceForm(body: unknown): Promise<ReadForm> {
  const { file } = parse(issuanceForm, body)
  const { customers, reason } = typedForm(body)
  const lines = file === null ? [] : await fileLines(file)
  const typedCount = customers === '' ? 0 : customers.split('\n').length
  const text = [customers, ...lines.map(({ text }) => text)].filter(Boolean).join('\n')
  return {
    form: { customers: text, reason },
    whereWritten: (errors) =>
      errors.map((error) => {
        const line = lines[(error.line ?? 0) - typedCount - 1]
        return line ? { ...error, field: 'file', line: line.number } : error
      }),
  }
}

/** What was typed into the two text fields, whatever it is. */
export function typedForm(body: unknown): IssuanceDraft['form'] {
  const { customers, reason } = (body ?? {}) as Record<string, unknown>
  return {
    customers: typeof customers === 'string' ? customers.trim() : '',
    reason: typeof reason === 'string' ? reason : '',
  }
}

/** @throws InvalidInput for a reason that is missing or too long */
export function readReason(form: unknown): string {
  return parse(reasonForm, form).reason
}

/** Adds customers that were ticked in the list, leaving out those who stand in the text already. */
export function addCustomers(text: string, accountIds: readonly string[]): string {
  const there = new Set(readLines(text).map(({ accountId }) => accountId))
  const added = accountIds.filter((accountId) => !there.has(accountId))
  return [text.trimEnd(), ...added].filter(Boolean).join('\n')
}

/** A line of a file in the way it is typed, and its number in the file. */
interface FileLine {
  number: number
  text: string
}

/** The lines of a file: by the names of its columns, where it has them. */
async function fileLines({ bytes }: Upload): Promise<FileLine[]> {
  const csv = await readCsv(bytes)
  if ('sentence' in csv) throw new InvalidInput([{ field: 'file', phrase: csv }])
  const account = csv.header.indexOf('account_id')
  if (account === -1) {
    return [csv.first, ...csv.lines].map(({ number, cells }) => ({ number, text: cells.join(',') }))
  }
  const amount = csv.header.indexOf('amount')
  const records = csv.lines.map(({ number, cells }) => ({
    number,
    accountId: cells[account] ?? '',
    amount: cells[amount] ?? '',
  }))
  // Typed, an account id of two words would be another one with an amount.
  const torn = records.filter(({ accountId }) => /[\s,;]/.test(accountId))
  if (torn.length > 0) {
    throw new InvalidInput(torn.map(({ number }) => ({ field: 'file', line: number, phrase: NO_SPACES })))
  }
  return records.map(({ number, accountId, amount }) => ({ number, text: `${accountId},${amount}` }))
}

const NO_SPACES = phrase('An account id has no spaces, commas or semicolons.')
