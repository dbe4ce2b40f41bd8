import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { approveIssuance } from '../../src/issuances/approve-issuance.ts'
import { cancelIssuance } from '../../src/issuances/cancel-issuance.ts'
import { findReviewable } from '../../src/issuances/decide-issuance.ts'
import { checkReview } from '../../src/issuances/review-check.ts'
import { changeRole, deactivateMember } from '../../src/members/member-changes.ts'
import { requireStill } from '../../src/members/member-queries.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { makeToken } from '../../src/partners/api-tokens.ts'
import { makeStatementLink } from '../../src/statements/statement-links.ts'
import { archiveTemplate } from '../../src/templates/save-template.ts'
import { withdrawVouchers } from '../../src/vouchers/withdraw-vouchers.ts'
import { openReviews } from '../issuances/reviews.ts'
import { openDesk } from '../support/desk.ts'
import { actOf, stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

// Each of these calls a use case as a request does that was let in before the member lost the role.

const REFUSED = { code: 'NOT_ALLOWED', message: 'Your role does not allow this. Ask an owner of Northwind.' }

async function openShop(t: Test) {
  const desk = await openDesk(t)
  const issuer = await desk.addMember('issuer')
  await stockCustomers(desk, ['1001'])
  const templateId = await stockTemplate(desk)
  const who = { partnerId: desk.partnerId, id: issuer.id }
  return { desk, who, templateId, act: actOf(desk, who) }
}

t.test('who was deactivated meanwhile issues nothing', async (t) => {
  const { desk, who, templateId } = await openShop(t)
  await deactivateMember(desk.db, actOf(desk), who.id)
  await t.rejects(stockVouchers(desk, templateId, '1001 10', who), REFUSED)
  t.same(await desk.db.selectFrom('vouchers').selectAll().execute(), [])
  t.same(await desk.db.selectFrom('issuances').selectAll().execute(), [])
})

t.test('who lost the role meanwhile withdraws, archives and shows nothing', async (t) => {
  const { desk, who, templateId, act } = await openShop(t)
  const { numbers } = await stockVouchers(desk, templateId, '1001 10', who)
  await changeRole(desk.db, actOf(desk), who.id, 'reviewer')
  const withdrawal = desk.db.transaction().execute((trx) => withdrawVouchers(trx, act, numbers, 'A mistake'))
  await t.rejects(withdrawal, REFUSED)
  await t.rejects(archiveTemplate(desk.db, act, templateId), REFUSED)
  await t.rejects(makeStatementLink(desk.db, act, 1), REFUSED)
})

t.test('who lost the role meanwhile approves nothing', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  const id = await ask('1001 10')
  await changeRole(desk.db, actOf(desk), reviewer.id, 'issuer')
  const act = actOf(desk, { partnerId: desk.partnerId, id: reviewer.id })
  const partner = { id: desk.partnerId, timeZone: 'UTC', currency: currencyOf('USD') }
  const approval = desk.db.transaction().execute(async (trx) => {
    const issuance = await findReviewable(trx, act, id, 'issued')
    if (!issuance) throw new Error('Nothing waits')
    const review = await checkReview(trx, partner, issuance, act.at)
    await approveIssuance(trx, act, 'UTC', review, '', randomBytes)
  })
  await t.rejects(approval, REFUSED)
  t.same(await desk.db.selectFrom('vouchers').selectAll().execute(), [])
})

t.test('who lost the role meanwhile takes back nothing, their own neither', async (t) => {
  const { desk, issuer, ask } = await openReviews(t)
  const id = await ask('1001 10')
  await changeRole(desk.db, actOf(desk), issuer.id, 'viewer')
  const act = actOf(desk, { partnerId: desk.partnerId, id: issuer.id })
  await t.rejects(cancelIssuance(desk.db, act, id), REFUSED)
})

t.test('an owner who was deactivated meanwhile makes no token', async (t) => {
  const desk = await openDesk(t)
  const { id } = await desk.addMember('owner')
  await deactivateMember(desk.db, actOf(desk), id)
  const act = { ...actOf(desk), memberId: id }
  await t.rejects(makeToken(desk.db, act, 'A way back in', ['charges:write']), REFUSED)
  t.same(await desk.db.selectFrom('apiTokens').selectAll().execute(), [])
})

t.test('where nobody signed in no role is asked for', async (t) => {
  const desk = await openDesk(t)
  await t.resolves(requireStill(desk.db, { ...actOf(desk), memberId: null }, 'own'))
})
