import { mkdir } from 'node:fs/promises'
import { z } from 'zod'
import { type BillDraft, COVERS } from '../bills/bill.ts'
import { findBillByHash } from '../bills/bill-queries.ts'
import { checkInWords } from '../bills/check-in-words.ts'
import { fingerprintOf } from '../bills/compare-fees.ts'
import { focusReader } from '../bills/focus-columns.ts'
import {
  COLUMN_LABELS,
  findMapping,
  type MappedColumns,
  mappedReader,
  namesIn,
  readMapping,
  rememberMapping,
} from '../bills/mapped-columns.ts'
import { postBill } from '../bills/post-bill.ts'
import { type PreviewedBill, previewBill } from '../bills/preview-bill.ts'
import { PREVIEW_COLUMNS, previewRows } from '../bills/preview-rows.ts'
import { readBill, readHead } from '../bills/read-bill.ts'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput } from '../errors.ts'
import { ENGLISH } from '../languages/languages.ts'
import { choice, parse } from '../web/fields.ts'
import { formatFor } from '../web/format.ts'
import { removeSpooled, type SpooledFile, spool, spoolFolder } from '../web/spool.ts'
import { english } from './english.ts'
import { nameOfInput, openInput } from './input.ts'
import { onCurrentDatabase } from './on-database.ts'
import { type OnBehalf, onBehalfOf } from './partner-option.ts'
import { print, tell } from './terminal.ts'
import { type Step, working } from './working.ts'

interface Options {
  covers: string
  column?: string[]
  yes?: boolean
  partner?: string
  json?: boolean
}

/** What a file says, and, where its header does not say it by itself, what was said about its columns. */
interface ReadFile {
  draft: BillDraft
  columns: { header: string[]; mapping: MappedColumns } | undefined
}

/** Says what a bill would post, and posts it where that is asked for. */
export function importBill(file: string, options: Options): Promise<void> {
  return onCurrentDatabase((db, databaseFile) =>
    working(async (step, signal) => {
      const who = await onBehalfOf(db, options.partner)
      const folder = spoolFolder(databaseFile)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const spooled = await spool(openInput(file, signal), folder, nameOfInput(file))
      try {
        await importSpooled(db, who, spooled, options, step)
      } finally {
        await removeSpooled(spooled.path)
      }
    }),
  )
}

async function importSpooled(
  db: Db,
  who: OnBehalf,
  file: SpooledFile,
  options: Options,
  step: Step,
): Promise<void> {
  const known = await findBillByHash(db, who.partner.id, file.hash)
  if (known) {
    return tell(options.json, { posted: false, bill: known.id }, () =>
      print(`This very file was posted as bill ${known.id}. It posts nothing a second time.`),
    )
  }
  const read = await readFile(db, who, file, options, step)
  const bill = await previewBill(db, who, read.draft, step('Checking'))
  const id = options.yes ? await post(db, who, read, fingerprintOf(bill), step) : null
  const changes = await toRecords(bill, who)
  tell(options.json, { posted: id !== null, bill: id, changes }, () => say(read.draft, bill, who, id))
}

/** @throws InvalidInput for a file, or for columns, that cannot be read so */
async function readFile(
  db: Db,
  { partner }: OnBehalf,
  file: SpooledFile,
  options: Options,
  step: Step,
): Promise<ReadFile> {
  const { covers } = parse(z.object({ covers: choice(COVERS) }), { covers: options.covers })
  const head = await readHead(file.path)
  if ('sentence' in head) throw new InvalidInput([{ field: 'file', phrase: head }])
  const { header } = head
  const focus = focusReader(header)
  const mapping = focus ? undefined : await chooseColumns(db, partner.id, header, options.column ?? [])
  const reading = step('Reading')
  const readLine = mapping ? mappedReader(header, mapping) : focus
  if (!readLine) throw new Error('no columns were chosen')
  const read = await readBill(file.path, header.length, readLine, (bytes) => reading(bytes, file.bytes))
  if (Array.isArray(read)) throw new InvalidInput(read.map((one) => ({ ...one, field: one.field || 'file' })))
  const draft = { fileName: file.name, fileHash: file.hash, covers, ...read }
  return { draft, columns: mapping && { header, mapping } }
}

/** What is said of the columns now, and what was said of files with the same ones before. */
async function chooseColumns(
  db: Db,
  partnerId: number,
  header: string[],
  said: readonly string[],
): Promise<MappedColumns> {
  const remembered = Object.entries((await findMapping(db, partnerId, header)) ?? {})
  const given = Object.fromEntries(said.map((one) => /^(\w+)=(.*)$/.exec(one)?.slice(1) ?? [one, '']))
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(COLUMN_LABELS, name))
  if (unknown.length > 0) throw new InvalidInput(unknown.map(noField))
  try {
    const known = remembered.filter(([, value]) => value !== null)
    return readMapping({ ...Object.fromEntries(known), ...given }, namesIn(header))
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    throw new InvalidInput(error.errors.map((one) => ({ ...one, field: `column ${one.field}` })))
  }
}

function noField(name: string): FieldError {
  const fields = Object.keys(COLUMN_LABELS).join(', ')
  const sentence = 'It is no field of a bill. Write one of {fields}, then = and the column.'
  return { field: `column ${name}`, phrase: english(sentence, { fields }) }
}

/** @returns the bill's id @throws InvalidInput where it would post something else by now, or nothing */
async function post(
  db: Db,
  { partner, act }: OnBehalf,
  { draft, columns }: ReadFile,
  seen: string,
  step: Step,
): Promise<number> {
  const posting = step('Posting')
  const { id } = await db.transaction().execute(async (trx) => {
    if (columns) await rememberMapping(trx, act, columns.header, columns.mapping)
    return postBill(trx, act, partner, draft, seen, posting)
  })
  return id
}

async function toRecords({ previewed, leftOut }: PreviewedBill, { partner }: OnBehalf) {
  const pages = await Array.fromAsync(previewRows(previewed, leftOut, partner.currency))
  return pages.flat().map((cells) => Object.fromEntries(PREVIEW_COLUMNS.map((name, at) => [name, cells[at]])))
}

function say(draft: BillDraft, bill: PreviewedBill, { partner }: OnBehalf, id: number | null): void {
  const check = checkInWords(draft, bill, partner.currency, formatFor(partner, ENGLISH))
  print(check.lead)
  if (check.falls) print(`${check.falls.title}.`)
  if (check.leftOut.rows.length > 0) print(`Left out: ${check.leftOut.count}.`)
  for (const { accountId, product, exact, reason } of check.leftOut.rows) {
    print(`  ${[accountId, product, exact].filter(Boolean).join(', ')}: ${reason}`)
  }
  if (check.leftOut.more !== '') print(`  ${check.leftOut.more}`)
  if (id !== null) print(`Posted as bill ${id}.`)
  else if (check.worthConfirming) print('Nothing is posted yet: add --yes.')
}
