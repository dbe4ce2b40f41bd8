import type { Test } from 'tap'
import { changeBudget } from '../../src/budget/change-budget.ts'
import { currencyOf } from '../../src/money/currency.ts'
import type { Terms } from '../../src/templates/template.ts'
import type { Browser } from '../support/browser.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { actOf, stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

/** A desk with a sponsored template, three customers, an issuer who asks and a reviewer who decides. */
export async function openReviews(t: Test, terms: Partial<Terms> = {}, opening: { timeZone?: string } = {}) {
  const desk = await openDesk(t, opening)
  const issuer = await desk.addMember('issuer')
  const reviewer = await desk.addMember('reviewer')
  await stockCustomers(desk, ['1001', '1002', '1003'])
  await stockTemplate(desk, { funding: 'sponsored', ...terms })
  /** Asks for vouchers of the first template as the issuer. @returns the issuance's id */
  const ask = async (customers: string, who: { id: number } = issuer) =>
    (await stockVouchers(desk, 1, customers, { partnerId: desk.partnerId, id: who.id })).id
  return { desk, issuer, reviewer, ask }
}

/** Allocates a budget. @param amountMinor in minor units */
export async function allocate(desk: Desk, amountMinor: number): Promise<void> {
  const change = { kind: 'allocate', amountMinor, reason: 'For the season' } as const
  await desk.db.transaction().execute((trx) => changeBudget(trx, actOf(desk), change, currencyOf('USD')))
}

export async function approve(browser: Browser, id: number, reason = ''): Promise<Page> {
  const form = (await browser.get(`/issuances/${id}`)).form('Approve')
  return form.fill({ 'Reason for approving': reason }).submit()
}

export async function reject(browser: Browser, id: number, reason: string): Promise<Page> {
  const form = (await browser.get(`/issuances/${id}`)).form('Reject')
  return form.fill({ 'Reason for rejecting': reason }).submit()
}

/** What was decided, as it is stored. */
export function decisions(desk: Desk) {
  const columns = ['id', 'status', 'decidedBy', 'decidedAt', 'decisionReason'] as const
  return desk.db.selectFrom('issuances').select(columns).orderBy('id').execute()
}

export async function countVouchers(desk: Desk): Promise<number> {
  return (await desk.db.selectFrom('vouchers').select('id').execute()).length
}

/** The last audit event. */
export async function lastEvent(desk: Desk) {
  const event = await desk.db
    .selectFrom('auditEvents')
    .select(['action', 'subject', 'memberId', 'before', 'after'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return { ...event, before: JSON.parse(event.before ?? 'null'), after: JSON.parse(event.after ?? 'null') }
}
