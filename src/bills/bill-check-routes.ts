import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { confirmAndSay } from '../web/confirm.ts'
import { sendCsv } from '../web/csv-export.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { choice, field, parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { addUnknown, unknownOn } from './add-unknown.ts'
import { type BillDraft, COVERS } from './bill.ts'
import { checkInWords } from './check-in-words.ts'
import { fingerprintOf } from './compare-fees.ts'
import { matchGroups } from './match-groups.ts'
import { postBill } from './post-bill.ts'
import { previewBill } from './preview-bill.ts'
import { PREVIEW_COLUMNS, previewRows } from './preview-rows.ts'

const coversForm = z.object({ covers: choice(COVERS) })
const confirmForm = z.object({ seen: field((text) => text) })

interface ById {
  Params: { id: string }
}

/** The check page of a bill: what it would post, adding whom it names, changing one's mind, and Confirm. */
export function billCheckRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>(paths.billDraft(':id'), { config: { needs: 'issue' } }, (request, reply) =>
    showCheck(db, request, reply),
  )

  app.get<ById>(paths.billPreview(':id'), { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { content } = await findDraft<BillDraft>(db, billDraftOf(who), request.params.id)
    const { previewed, leftOut } = await previewBill(db, who, content)
    const rows = previewRows(previewed, leftOut, who.partner.currency)
    return sendCsv(reply, 'bill-preview', PREVIEW_COLUMNS, rows, (cells) => cells)
  })

  app.post<ById>(paths.billCovers(':id'), { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { covers } = parse(coversForm, request.body)
    const { content, resultPath } = await findDraft<BillDraft>(db, billDraftOf(who), request.params.id)
    if (resultPath !== null) return redirect(reply, resultPath)
    const id = await keepDraft(db, billDraftOf(who), { ...content, covers }, who.act.at)
    return redirect(reply, paths.billDraft(id))
  })

  app.post<ById>(paths.billUnknown(':id'), { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { content } = await findDraft<BillDraft>(db, billDraftOf(who), request.params.id)
    const added = await db.transaction().execute(async (trx) => {
      const { leftOut } = await matchGroups(trx, who.partner, content.groups)
      const unknown = unknownOn(leftOut)
      await addUnknown(trx, who.act, unknown)
      return { customers: unknown.customers.length, products: unknown.products.length }
    })
    leaveFlash(reply, phrase('Added. Customers: {customers}. Products: {products}.', added))
    return redirect(reply, paths.billDraft(request.params.id))
  })

  app.post<ById>(paths.billConfirmation(':id'), { config: { needs: 'issue' } }, (request, reply) =>
    orAgain<unknown>(
      () => confirm(db, request, reply),
      (errors) => showCheck(db, request, reply.code(422), errors),
    ),
  )
}

/** Whose bill: each member's own. */
export function billDraftOf({ member }: SignedIn) {
  return { memberId: member.id, kind: 'bill' }
}

function confirm(db: Db, request: FastifyRequest<ById>, reply: FastifyReply) {
  const who = signedIn(request)
  const { seen } = parse(confirmForm, request.body)
  return confirmAndSay<BillDraft>(db, reply, billDraftOf(who), request.params.id, async (trx, draft) => {
    const bill = await postBill(trx, who.act, who.partner, draft, seen)
    return {
      path: paths.bill(bill.id),
      said: bill.repeated
        ? phrase('This very file was posted before. Nothing was posted a second time.')
        : phrase('The bill is posted. What it did stands below.'),
    }
  })
}

async function showCheck(
  db: Db,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
  errors: FieldError[] = [],
) {
  const who = signedIn(request)
  const { id, content, resultPath } = await findDraft<BillDraft>(db, billDraftOf(who), request.params.id)
  if (resultPath !== null) return redirect(reply, resultPath)
  const bill = await previewBill(db, who, content)
  return page(reply, 'bills/check', {
    form: form({}, {}, errors),
    ...checkInWords(content, bill, who.partner.currency, who.format),
    seen: fingerprintOf(bill),
    coversPath: paths.billCovers(id),
    unknownPath: paths.billUnknown(id),
    previewPath: paths.billPreview(id),
    confirmation: paths.billConfirmation(id),
  })
}
