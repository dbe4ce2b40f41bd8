import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { confirmAndSay, type Done } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { line, many, optional, parse, wholeNumber } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { form, orAgain } from '../web/forms.ts'
import { idOf, paths } from '../web/paths.ts'
import { fingerprint, requireSeen } from '../web/seen.ts'
import { page, redirect } from '../web/views.ts'
import {
  findWithdrawable,
  listUnusedNumbers,
  refusedWithdrawals,
  totalBalance,
  type WithdrawableVoucher,
  withdrawVouchers,
} from './withdraw-vouchers.ts'
import { findWithdrawal, listWithdrawn } from './withdrawal-queries.ts'

const LABELS = { vouchers: 'Vouchers', reason: 'Reason' } as const
const FIRST_LINES = 50

/** Either ticked vouchers, or all of an issuance that were never used. */
const selection = z.object({
  voucher: many(),
  issuance: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
})
const reasonForm = z.object({ reason: line(200) })

interface WithdrawalDraft {
  numbers: string[]
}

interface ById {
  Params: { id: string }
}

/** Withdrawing one voucher or several: selection, check with a reason, confirm. */
export function withdrawalRoutes(app: FastifyInstance, db: Db): void {
  app.post('/withdrawals/drafts', { config: { needs: 'issue' } }, async (request, reply) => {
    const who = signedIn(request)
    const { voucher, issuance } = parse(selection, request.body)
    const numbers =
      issuance === null
        ? [...new Set(voucher)]
        : await listUnusedNumbers(db, who.partner.id, issuance, who.act.at)
    if (numbers.length === 0) {
      leaveFlash(
        reply,
        issuance === null
          ? phrase('Tick at least one voucher to withdraw.')
          : phrase('None of its vouchers is unused any more, so none can be withdrawn.'),
      )
      return redirect(reply, issuance === null ? paths.vouchers() : paths.issuance(issuance))
    }
    const draft = await keepDraft(db, withdrawalOf(who), { numbers }, who.act.at)
    return redirect(reply, paths.withdrawalDraft(draft))
  })

  app.get<ById>('/withdrawals/drafts/:id', { config: { needs: 'issue' } }, (request, reply) =>
    showCheckPage(db, request, reply, request.params.id),
  )

  app.post<ById>('/withdrawals/drafts/:id/confirmation', { config: { needs: 'issue' } }, (request, reply) => {
    const who = signedIn(request)
    return orAgain<unknown>(
      () =>
        confirmAndSay<WithdrawalDraft>(
          db,
          reply,
          withdrawalOf(who),
          request.params.id,
          async (trx, { numbers }) => {
            const { reason } = parse(reasonForm, request.body)
            const vouchers = await findWithdrawable(trx, who.partner.id, numbers, who.act.at)
            const id = await withdrawVouchers(trx, who.act, numbers, reason)
            requireSeen(request.body, balancesOf(vouchers))
            return withdrawnInWords(id, vouchers, who.format)
          },
        ),
      (errors) => showCheckPage(db, request, reply, request.params.id, errors),
    )
  })

  app.get<ById>('/withdrawals/:id', { config: { needs: 'read' } }, async (request, reply) => {
    const { partner, format } = signedIn(request)
    const withdrawal = await findWithdrawal(db, partner.id, idOf(request.params.id))
    const vouchers = await listWithdrawn(db, withdrawal.id, FIRST_LINES)
    return page(reply, 'vouchers/withdrawal', {
      id: withdrawal.id,
      count: format.count(withdrawal.voucherCount),
      sum: format.money(withdrawal.totalMinor),
      reason: withdrawal.reason,
      by: withdrawal.memberName ?? format.t('Scrip'),
      at: format.at(withdrawal.withdrawnAt),
      currency: partner.currency.code,
      vouchers: vouchers.map((voucher) => ({ ...voucher, amount: format.amount(voucher.amountMinor) })),
      more: rest(format, withdrawal.voucherCount),
    })
  })
}

function withdrawalOf({ member }: SignedIn) {
  return { memberId: member.id, kind: 'withdrawal' }
}

async function showCheckPage(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  draftId: string,
  confirmErrors: FieldError[] = [],
) {
  const who = signedIn(request)
  const { partner, format, act, withdrawPartUsed } = who
  const { content, resultPath } = await findDraft<WithdrawalDraft>(db, withdrawalOf(who), draftId)
  if (resultPath !== null) return redirect(reply, resultPath)
  const vouchers = await findWithdrawable(db, partner.id, content.numbers, act.at)
  const refused = refusedWithdrawals(vouchers, content.numbers, withdrawPartUsed)
  const errors = [...refused, ...confirmErrors.filter((error) => error.field !== 'vouchers')]
  if (errors.length > 0) reply.code(422)
  return page(reply, 'vouchers/withdraw-check', {
    form: form(LABELS, request.body, errors),
    possible: refused.length === 0,
    lead: leadOf(vouchers, format),
    seen: fingerprint(balancesOf(vouchers)),
    showsUsed: refused.length === 0 && usedOf(vouchers) > 0n,
    currency: partner.currency.code,
    vouchers: vouchers.slice(0, FIRST_LINES).map((voucher) => ({
      ...voucher,
      used: format.amount(voucher.faceMinor - voucher.balanceMinor),
      amount: format.amount(voucher.balanceMinor),
    })),
    more: rest(format, vouchers.length),
    confirmation: paths.withdrawalConfirmation(draftId),
  })
}

/** What the check page showed of each voucher: one that was used since is looked at once more. */
function balancesOf(vouchers: readonly WithdrawableVoucher[]) {
  return vouchers.map(({ number, balanceMinor }) => [number, balanceMinor])
}

/** What was used of vouchers that can be withdrawn, in minor units. */
function usedOf(vouchers: readonly WithdrawableVoucher[]): bigint {
  return vouchers.reduce((sum, { faceMinor, balanceMinor }) => sum + BigInt(faceMinor - balanceMinor), 0n)
}

function leadOf(vouchers: readonly WithdrawableVoucher[], { t, money, count }: SignedIn['format']): string {
  const used = usedOf(vouchers)
  const values = {
    count: count(vouchers.length),
    used: money(used),
    total: money(totalBalance(vouchers)),
  }
  if (vouchers.length === 1) {
    return used === 0n
      ? t('You will withdraw 1 voucher. Its balance of {total} will be gone, for good.', values)
      : t(
          'You will withdraw what is left of 1 voucher. {used} of it was used; its balance of {total} will be gone, for good.',
          values,
        )
  }
  return used === 0n
    ? t('You will withdraw {count} vouchers. Their balances, {total} in all, will be gone, for good.', values)
    : t(
        'You will withdraw what is left of {count} vouchers. {used} of them was used; their balances, {total} in all, will be gone, for good.',
        values,
      )
}

function withdrawnInWords(
  id: number,
  vouchers: readonly WithdrawableVoucher[],
  { money, count }: SignedIn['format'],
): Done {
  const path = paths.withdrawal(id)
  const values = { count: count(vouchers.length), total: money(totalBalance(vouchers)) }
  const [first, ...others] = vouchers
  if (first && others.length === 0) {
    return {
      path,
      said: phrase('{total} of 1 voucher of {customer} was taken back.', {
        ...values,
        customer: first.customerName,
      }),
      link: {
        href: paths.voucher(first.number),
        label: phrase('Voucher {number}', { number: first.number }),
      },
    }
  }
  return {
    path,
    said: phrase('{total} of {count} vouchers was taken back.', values),
    link: { href: paths.vouchers({ status: 'withdrawn' }), label: phrase('See all withdrawn vouchers') },
  }
}

function rest(format: SignedIn['format'], count: number): string {
  return count > FIRST_LINES ? format.count(count - FIRST_LINES) : ''
}
