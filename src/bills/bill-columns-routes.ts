import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, Problem } from '../errors.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { confirmDraft, findDraft, keepDraft } from '../web/drafts.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { removeSpooled } from '../web/spool.ts'
import { page, redirect } from '../web/views.ts'
import type { BillDraft, Covers } from './bill.ts'
import { billDraftOf } from './bill-check-routes.ts'
import {
  atFormField,
  COLUMN_LABELS,
  findMapping,
  type MappedColumns,
  mappedReader,
  namesIn,
  readMapping,
  rememberMapping,
} from './mapped-columns.ts'
import { type BillHead, readBill } from './read-bill.ts'

/** A file that waits for somebody to say which of its columns is which. */
export interface FileDraft extends BillHead {
  fileName: string
  fileHash: string
  covers: Covers
  /** Where the file lies meanwhile. */
  path: string
}

interface ById {
  Params: { id: string }
}

const LONGEST_EXAMPLE = 60

/** Saying which column of a bill is which, where its header does not say it by itself. */
export function billColumnsRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>(paths.billColumns(':id'), { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { content, resultPath } = await findDraft<FileDraft>(db, fileDraftOf(who), request.params.id)
    if (resultPath !== null) return redirect(reply, resultPath)
    return showForm(request, reply, content, await findMapping(db, who.partner.id, content.header))
  })

  app.post<ById>(paths.billColumns(':id'), { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { id, content, resultPath } = await findDraft<FileDraft>(db, fileDraftOf(who), request.params.id)
    if (resultPath !== null) return redirect(reply, resultPath)
    return orAgain<unknown>(
      async () => {
        const mapping = readMapping(request.body, namesIn(content.header))
        const draft = await readFile(content, mapping)
        const path = await confirmDraft<FileDraft>(db, fileDraftOf(who), id, async (trx) => {
          await rememberMapping(trx, who.act, content.header, mapping)
          return paths.billDraft(await keepDraft(trx, billDraftOf(who), draft, who.act.at))
        })
        await removeSpooled(content.path)
        return redirect(reply, path)
      },
      (errors) => showForm(request, reply.code(422), content, fieldsOf(request.body, COLUMN_LABELS), errors),
    )
  })
}

/** Whose file: each member's own. */
export function fileDraftOf({ member }: SignedIn) {
  return { memberId: member.id, kind: 'bill file' }
}

/** @throws InvalidInput with what is wrong with the file, read so; Problem DRAFT_GONE where it was swept */
async function readFile(
  { path, header, fileName, fileHash, covers }: FileDraft,
  mapping: MappedColumns,
): Promise<BillDraft> {
  try {
    const read = await readBill(path, header.length, mappedReader(header, mapping))
    if (Array.isArray(read)) throw new InvalidInput(read.map((error) => atFormField(error, mapping)))
    return { fileName, fileHash, covers, ...read }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Problem('DRAFT_GONE')
    throw error
  }
}

function showForm(
  request: FastifyRequest<ById>,
  reply: FastifyReply,
  { fileName, header, examples }: FileDraft,
  values: object = {},
  errors: FieldError[] = [],
) {
  const { t } = signedIn(request).format
  const names = namesIn(header).map((name) => [name, name])
  return page(reply, 'bills/columns', {
    form: form(COLUMN_LABELS, values, errors),
    action: paths.billColumns(request.params.id),
    fileName,
    needed: [['', t('Choose a column')], ...names],
    optional: [['', t('None')], ...names],
    columns: header.map((name, index) => ({
      name,
      first: shortened(examples[0]?.[index]),
      second: shortened(examples[1]?.[index]),
    })),
  })
}

function shortened(text = ''): string {
  return text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE)}…` : text
}
