import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput, Problem } from '../errors.ts'
import { isAloneIn } from '../members/member-queries.ts'
import { allows } from '../members/roles.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { ISSUANCE_STATUS_OPTIONS } from '../templates/issuance-words.ts'
import { findTemplate, type Template } from '../templates/template-queries.ts'
import { labelOf, validityInWords } from '../templates/template-words.ts'
import { form } from '../web/forms.ts'
import { page } from '../web/views.ts'
import { findIssuance, type IssuanceRow, type IssuedLine, listFirstLines } from './issuance-queries.ts'
import { whyNotIssuable } from './read-issuance.ts'
import { checkReview } from './review-check.ts'
import { waitedBecause } from './review-needed.ts'
import { REVIEW_LABELS, reviewShown } from './review-page.ts'
import { DECISION_LABELS, REVIEW_REASON_OPTIONS } from './review-words.ts'

/**
 * Answers with the page of an issuance; for whoever may decide on it now, with all that this needs.
 *
 * @param errors what was wrong with a decision
 * @throws Problem NOT_FOUND
 */
export async function showIssuance(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  id: number,
  errors: readonly FieldError[] = [],
): Promise<string> {
  const who = signedIn(request)
  const issuance = await findIssuance(db, who.partner.id, id)
  const template = await findTemplate(db, who.partner.id, issuance.templateId)
  const lines = await listFirstLines(db, issuance)
  const review = mayReview(who, issuance)
    ? await checkReview(db, who.partner, issuance, who.act.at)
    : undefined
  // What refuses an approval is listed as it is now, not as it was said.
  const said = errors.filter(({ field }) => field !== 'customers')
  return page(reply, 'issuances/issuance', {
    ...issuanceShown(who, issuance, template, lines),
    isAlone: mayCancel(who, issuance) && (await isAloneIn(db, who.act, 'review')),
    form: form(REVIEW_LABELS, request.body, said),
    review: review && reviewShown(who, review, lines, errors.length > 0),
  })
}

/** Runs a decision on an issuance; why it cannot be made is said on the page of the issuance. */
export async function orOnItsPage<T>(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  id: number,
  decide: () => Promise<T>,
): Promise<T | string> {
  try {
    return await decide()
  } catch (error) {
    if (error instanceof InvalidInput) {
      return showIssuance(db, request, reply.code(422), id, error.errors)
    }
    if (error instanceof Problem && error.code === 'ISSUANCE_DECIDED') {
      return showIssuance(db, request, reply.code(409), id, [{ field: '', phrase: error.phrase }])
    }
    throw error
  }
}

function mayReview({ member }: SignedIn, { status, requestedBy }: IssuanceRow): boolean {
  return status === 'in_review' && requestedBy !== member.id && allows(member.role, 'review')
}

/** Whoever asked may, while it waits. */
function mayCancel({ member }: SignedIn, { status, requestedBy }: IssuanceRow): boolean {
  return status === 'in_review' && requestedBy === member.id
}

function issuanceShown(
  who: SignedIn,
  issuance: IssuanceRow,
  template: Template,
  lines: readonly IssuedLine[],
) {
  const { member, partner, format, act } = who
  const { status } = issuance
  const mayIssue = allows(member.role, 'issue')
  const isIssuable = whyNotIssuable(template, partner.timeZone, act.at) === null
  return {
    id: issuance.id,
    status: { word: status, label: format.t(labelOf(ISSUANCE_STATUS_OPTIONS, status)) },
    lead: leadOf(who, issuance),
    currency: partner.currency.code,
    count: format.count(issuance.voucherCount),
    sum: format.money(issuance.totalMinor),
    template: { id: template.id, name: template.name },
    answers: answersOf(who, issuance, template),
    lines: lines.map((line) => ({ ...line, amount: format.amount(line.amountMinor) })),
    more: issuance.voucherCount > lines.length ? format.count(issuance.voucherCount - lines.length) : '',
    issued: status === 'issued',
    wasReviewed: allows(member.role, 'review') && status !== 'in_review' && wentToReview(issuance),
    canWithdraw: status === 'issued' && mayIssue,
    mayCancel: mayCancel(who, issuance),
    mayAskAgain: mayIssue && (status === 'rejected' || status === 'cancelled') && isIssuable,
  }
}

/** Whoever asked for what was issued at once is on record as its decider, too. */
function wentToReview({ status, decidedBy, requestedBy }: IssuanceRow): boolean {
  return status !== 'issued' || decidedBy !== requestedBy
}

/** What everyone is told of one that waits; whoever may decide on it is told what the approval does. */
function leadOf(who: SignedIn, issuance: IssuanceRow): string {
  const { t } = who.format
  if (issuance.status !== 'in_review' || mayReview(who, issuance)) return ''
  return issuance.requestedBy === who.member.id
    ? t(
        'It waits for a review by someone other than you. Nobody can use these vouchers yet; you can still cancel.',
      )
    : t('It waits for a review. Nobody can use these vouchers yet; who asked for them can still cancel.')
}

function answersOf({ format }: SignedIn, issuance: IssuanceRow, template: Template) {
  const { t } = format
  const { status, decidedAt, decisionReason } = issuance
  const by = (name: string | null, at: string) =>
    t('{at} by {name}', { at: format.at(at), name: name ?? t('Scrip') })
  const answers = [
    [t('Reason'), issuance.reason],
    [t('Validity'), validityInWords(template, format)],
    [t('Asked for'), by(issuance.askerName, issuance.requestedAt)],
  ]
  if (wentToReview(issuance)) {
    answers.push([t('Review because'), t(labelOf(REVIEW_REASON_OPTIONS, waitedBecause(template.funding)))])
    if (status !== 'in_review' && decidedAt !== null) {
      answers.push([t(DECISION_LABELS[status]), by(issuance.deciderName, decidedAt)])
    }
    if (decisionReason !== '') answers.push([t('The reviewer’s reason'), decisionReason])
  }
  return answers.map(([label, value]) => ({ label, value }))
}
