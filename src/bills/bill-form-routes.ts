import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { keepDraft } from '../web/drafts.ts'
import { choice, parse } from '../web/fields.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { acceptSpooledFile, type SpooledFile, spooledFile } from '../web/spool.ts'
import { page, redirect } from '../web/views.ts'
import { type BillDraft, COVERS, type Covers } from './bill.ts'
import { billDraftOf } from './bill-check-routes.ts'
import { type FileDraft, fileDraftOf } from './bill-columns-routes.ts'
import { findBillByHash } from './bill-queries.ts'
import { COVERS_OPTIONS } from './bill-words.ts'
import { focusReader } from './focus-columns.ts'
import { readBill, readHead } from './read-bill.ts'

const LABELS = { covers: 'What the file is', file: 'CSV file' } as const
const uploadForm = z.object({ covers: choice(COVERS), file: spooledFile() })

/**
 * Sending in a bill: the file is read and added up. A FOCUS bill goes on to its check page, any other to the
 * page that asks which of its columns is which.
 *
 * @param folder where files lie while they are read
 */
export function billFormRoutes(app: FastifyInstance, db: Db, folder: string): void {
  app.get(paths.newBill(), { config: { needs: 'issue' } }, (request, reply) => showForm(request, reply))

  app.register(async (scope) => {
    acceptSpooledFile(scope, folder)
    scope.post(paths.billDrafts(), { config: { needs: 'issue' } }, (request, reply) =>
      orAgain<unknown>(
        async () => {
          const { covers, file } = parse(uploadForm, request.body)
          const who = signedIn(request)
          const posted = await findBillByHash(db, who.partner.id, file.hash)
          if (posted) return showForm(request, reply.code(422), [wasPosted(posted, who)], posted)
          return redirect(reply, await keepFile(db, who, covers, file))
        },
        (errors) => showForm(request, reply.code(422), errors),
      ),
    )
  })
}

/**
 * Reads a file and keeps what it says as a draft.
 * @returns the path of the page that goes on with it
 * @throws InvalidInput for a file that cannot be read
 */
async function keepFile(db: Db, who: SignedIn, covers: Covers, file: SpooledFile): Promise<string> {
  const head = await readHead(file.path)
  if ('sentence' in head) throw new InvalidInput([{ field: 'file', phrase: head }])
  const about = { fileName: file.name || who.format.t('(no name)'), fileHash: file.hash, covers }
  const readLine = focusReader(head.header)
  if (!readLine) {
    const draft: FileDraft = { ...about, ...head, path: file.path }
    const id = await keepDraft(db, fileDraftOf(who), draft, who.act.at)
    file.kept = true
    return paths.billColumns(id)
  }
  const read = await readBill(file.path, head.header.length, readLine)
  if (Array.isArray(read)) throw new InvalidInput(read.map((error) => ({ ...error, field: 'file' })))
  const draft: BillDraft = { ...about, ...read }
  return paths.billDraft(await keepDraft(db, billDraftOf(who), draft, who.act.at))
}

function showForm(
  request: FastifyRequest,
  reply: FastifyReply,
  errors: FieldError[] = [],
  posted?: { id: number },
) {
  const { t } = signedIn(request).format
  return page(reply, 'bills/new', {
    form: form(LABELS, fieldsOf(request.body, { covers: LABELS.covers }), errors),
    covers: COVERS_OPTIONS.map(([value, label]) => [value, t(label), t(COVERS_HINTS[value])]),
    posted: posted?.id,
  })
}

const COVERS_HINTS: Record<Covers, Sentence> = {
  whole_period:
    'Everything of its billing periods up to now. Only the difference to what was imported of them before is posted: what is missing in it is refunded.',
  further_lines: 'Lines that no earlier file had. They are added to what was imported before.',
}

function wasPosted({ id, postedAt }: { id: number; postedAt: string }, { format }: SignedIn): FieldError {
  const sentence = 'This very file was posted on {at}, as bill {id}. It posts nothing a second time.'
  return { field: 'file', phrase: phrase(sentence, { id, at: format.at(postedAt) }) }
}
