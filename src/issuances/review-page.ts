import { z } from 'zod'
import type { SignedIn } from '../partners/signed-in.ts'
import { termsInWords } from '../templates/template-words.ts'
import { validityDaysIn, validitySpan } from '../vouchers/validity.ts'
import { line } from '../web/fields.ts'
import { form, said } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { fingerprint } from '../web/seen.ts'
import type { IssuedLine } from './issuance-queries.ts'
import type { Review } from './review-check.ts'

/** The two forms of a review, which stand on one page. */
export const REVIEW_LABELS = {
  approvalReason: 'Reason for approving',
  rejectionReason: 'Reason for rejecting',
} as const

export const approvalForm = z.object({ approvalReason: line(200, { required: false }) })
export const rejectionForm = z.object({ rejectionReason: line(200) })

/**
 * What the page of an issuance shows to whoever decides on it.
 * @param tried whether a decision was tried: then its form stays, with what was typed
 */
export function reviewShown(who: SignedIn, review: Review, lines: readonly IssuedLine[], tried: boolean) {
  const { issuance, refused } = review
  const decidedOn = whatIsDecided(who, review, lines)
  return {
    lead: decidedOn.lead,
    terms: decidedOn.terms,
    leaves: leavesInWords(who, review),
    refused: said(form({}, {}, refused), who.format.t).summary.map(({ message }) => message),
    offersApproval: refused.length === 0 || tried,
    approval: paths.issuanceApproval(issuance.id),
    rejection: paths.issuanceRejection(issuance.id),
    seen: fingerprint(decidedOn),
  }
}

/**
 * What a reviewer has seen and decides on. What others' issuing moves, the limits and the budget, is no part of
 * it: approving checks them anew, and a busy desk would have its reviewers look twice at everything.
 */
export function whatIsDecided(
  { partner, format, act }: SignedIn,
  { issuance, template }: Review,
  lines: readonly IssuedLine[],
) {
  const { t } = format
  const span = validitySpan(template, act.at, partner.timeZone)
  const { firstDayOn, lastDayOn } = validityDaysIn(partner.timeZone)(span)
  const values = {
    count: format.count(issuance.voucherCount),
    total: format.money(issuance.totalMinor),
    first: format.day(firstDayOn),
    last: format.day(lastDayOn),
  }
  return {
    lead:
      issuance.voucherCount === 1
        ? t('Approving it issues 1 voucher worth {total}, valid from {first} to {last}.', values)
        : t(
            'Approving it issues {count} vouchers worth {total} in all, valid from {first} to {last}.',
            values,
          ),
    terms: termsInWords(template, format),
    reason: issuance.reason,
    asker: issuance.askerName,
    lines,
  }
}

/** What is left of the limits and of the budget, before the approval and after it. */
function leavesInWords({ format }: SignedIn, { issuance, template, budgetLeftMinor }: Review) {
  const { t, money, count } = format
  const { maxVouchers, maxTotalMinor, issuedCount, issuedMinor } = template
  const left = (before: number | null, needed: number, show: (value: number) => string) => {
    if (before === null) return t('No limit')
    const after = before - needed
    if (after < 0) return t('{before}, which is not enough', { before: show(before) })
    return t('{before} before the approval, {after} after it', { before: show(before), after: show(after) })
  }
  const vouchersLeft = maxVouchers === null ? null : Math.max(0, maxVouchers - issuedCount)
  const amountLeft = maxTotalMinor === null ? null : Math.max(0, maxTotalMinor - issuedMinor)
  return [
    {
      label: t('Vouchers that the template leaves'),
      value: left(vouchersLeft, issuance.voucherCount, count),
    },
    { label: t('Amount that the template leaves'), value: left(amountLeft, issuance.totalMinor, money) },
    { label: t('Budget left'), value: left(budgetLeftMinor, issuance.totalMinor, money) },
  ]
}
