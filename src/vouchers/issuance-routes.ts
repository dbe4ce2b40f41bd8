import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { allows } from '../partners/roles.ts'
import { signedIn } from '../partners/signed-in.ts'
import { ISSUANCE_STATUS_OPTIONS } from '../templates/issuance-words.ts'
import { findTemplate } from '../templates/template-queries.ts'
import { labelOf, validityInWords } from '../templates/template-words.ts'
import { leaveFlash } from '../web/flash.ts'
import { idOf, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { cancelIssuance } from './cancel-issuance.ts'
import { findIssuance, listFirstLines } from './issuance-queries.ts'

const FIRST_LINES = 20

interface ById {
  Params: { id: string }
}

/** The page of one issuance, and taking it back while it waits for review. */
export function issuanceRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>('/issuances/:id', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner, member, format } = signedIn(request)
    const issuance = await findIssuance(db, partner.id, idOf(request.params.id))
    const template = await findTemplate(db, partner.id, issuance.templateId)
    const lines = await listFirstLines(db, issuance, FIRST_LINES)
    const { t } = format
    const status = { word: issuance.status, label: t(labelOf(ISSUANCE_STATUS_OPTIONS, issuance.status)) }
    return page(reply, 'vouchers/issuance', {
      id: issuance.id,
      status,
      currency: partner.currency.code,
      count: format.count(issuance.voucherCount),
      sum: format.money(issuance.totalMinor),
      template: { id: template.id, name: template.name },
      answers: [
        { label: t('Reason'), value: issuance.reason },
        { label: t('Validity'), value: validityInWords(template, format) },
        { label: t('Asked for'), value: by(issuance.askerName, format.at(issuance.requestedAt)) },
        ...(issuance.decidedAt && issuance.status !== 'issued'
          ? [{ label: status.label, value: by(issuance.deciderName, format.at(issuance.decidedAt)) }]
          : []),
      ],
      lines: lines.map((line) => ({ ...line, amount: format.amount(line.amountMinor) })),
      more: issuance.voucherCount > lines.length ? format.count(issuance.voucherCount - lines.length) : '',
      issued: issuance.status === 'issued',
      canWithdraw: issuance.status === 'issued' && allows(member.role, 'issue'),
      mayCancel: issuance.status === 'in_review' && issuance.requestedBy === member.id,
      waits: issuance.status === 'in_review',
    })

    function by(name: string | null, at: string): string {
      return t('{at} by {name}', { at, name: name ?? t('Scrip') })
    }
  })

  app.post<ById>('/issuances/:id/cancellation', { config: { needs: 'issue' } }, async (request, reply) => {
    const id = idOf(request.params.id)
    await cancelIssuance(db, signedIn(request).act, id)
    leaveFlash(reply, phrase('Issuance {id} is cancelled. No voucher was issued.', { id }))
    return redirect(reply, paths.issuance(id))
  })
}
