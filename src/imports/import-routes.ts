import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, type Phrase, phrase } from '../errors.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { confirmAndSay } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { field, parse, ticked } from '../web/fields.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { fingerprint, requireSeen } from '../web/seen.ts'
import { acceptFiles, chosenFile } from '../web/uploads.ts'
import { page, redirect } from '../web/views.ts'
import { checkInWords, columnsInWords, resultInWords } from './import-in-words.ts'
import { importLines, sortForPartner } from './import-lines.ts'
import type { ImportedList, ImportedRow } from './imported-list.ts'
import { type ReadLines, readLines } from './read-lines.ts'

const FILE_LABELS = { file: 'CSV file', text: 'Or paste its lines here' } as const
const fileForm = z.object({ file: chosenFile(), text: field((text) => text) })

const CONFIRM_LABELS = { goodAlone: 'Import the good lines alone' } as const
const confirmForm = z.object({ goodAlone: ticked() })

const ISSUERS = { config: { needs: 'issue' } } as const

interface ById {
  Params: { id: string }
}

/** Importing a list from a CSV file: the file, the check page that shows every line, and its Confirm. */
export function importRoutes<Row extends ImportedRow>(
  app: FastifyInstance,
  db: Db,
  list: ImportedList<Row>,
): void {
  const { name } = list

  app.get(paths.newImport(name), ISSUERS, (request, reply) => showForm(list, request, reply))

  app.register(async (scope) => {
    acceptFiles(scope)
    scope.post(paths.imports(name), ISSUERS, (request, reply) =>
      orAgain<unknown>(
        async () => {
          const who = signedIn(request)
          const read = await readSource(list, request.body)
          const id = await keepDraft(db, importOf(who, name), read, who.act.at)
          return redirect(reply, paths.importDraft(name, id))
        },
        (errors) => showForm(list, request, reply.code(422), errors),
      ),
    )
  })

  app.get<ById>(paths.importDraft(name, ':id'), ISSUERS, (request, reply) =>
    showCheck(db, list, request, reply),
  )

  app.post<ById>(paths.importConfirmation(name, ':id'), ISSUERS, (request, reply) =>
    orAgain<unknown>(
      () => confirm(db, list, request, reply),
      (errors) => showCheck(db, list, request, reply.code(422), errors),
    ),
  )
}

function importOf({ member }: SignedIn, name: string) {
  return { memberId: member.id, kind: `${name} import` }
}

function showForm<Row extends ImportedRow>(
  list: ImportedList<Row>,
  request: FastifyRequest,
  reply: FastifyReply,
  errors: FieldError[] = [],
) {
  const { format } = signedIn(request)
  return page(reply, 'imports/new', {
    form: form(FILE_LABELS, fieldsOf(request.body, FILE_LABELS), errors),
    title: format.t(list.title),
    action: paths.imports(list.name),
    columns: columnsInWords(list, format),
    example: list.example,
  })
}

async function showCheck<Row extends ImportedRow>(
  db: Db,
  list: ImportedList<Row>,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
  errors: FieldError[] = [],
) {
  const who = signedIn(request)
  const owned = importOf(who, list.name)
  const { id, content, resultPath } = await findDraft<ReadLines<Row>>(db, owned, request.params.id)
  if (resultPath !== null) return redirect(reply, resultPath)
  const sorted = await sortForPartner(db, list, who.partner.id, content)
  return page(reply, 'imports/check', {
    form: form(CONFIRM_LABELS, request.body, errors),
    title: who.format.t(list.title),
    ...checkInWords(list, content, sorted, who.format),
    seen: fingerprint(sorted),
    change: paths.newImport(list.name),
    confirmation: paths.importConfirmation(list.name, id),
  })
}

async function confirm<Row extends ImportedRow>(
  db: Db,
  list: ImportedList<Row>,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
) {
  const who = signedIn(request)
  const { goodAlone } = parse(confirmForm, request.body)
  const owned = importOf(who, list.name)
  return confirmAndSay<ReadLines<Row>>(db, reply, owned, request.params.id, async (trx, read) => {
    const done = await sortForPartner(trx, list, who.partner.id, read)
    requireSeen(request.body, done)
    await importLines(trx, who.act, list, done, goodAlone)
    return { path: paths[list.name](), said: resultInWords(done, who.format) }
  })
}

/** @throws InvalidInput at the field that was used, or at the file field where none or both were */
async function readSource<Row extends ImportedRow>(
  list: ImportedList<Row>,
  body: unknown,
): Promise<ReadLines<Row>> {
  const { file, text } = parse(fileForm, body)
  if (!file && text === '') throw invalid('file', phrase('Choose a file, or paste its lines.'))
  if (file && text !== '') throw invalid('file', phrase('Choose a file or paste lines, but not both.'))
  const read = await readLines(list, file?.bytes ?? text)
  if ('good' in read) return read
  throw invalid(file ? 'file' : 'text', read)
}

function invalid(field: keyof typeof FILE_LABELS, wrong: Phrase): InvalidInput {
  return new InvalidInput([{ field, phrase: wrong }])
}
