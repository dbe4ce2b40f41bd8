import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { type SignedIn, signedIn } from '../partners/signed-in.ts'
import { confirmAndSay, type Done } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import type { Format } from '../web/format.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { fingerprint, requireSeen } from '../web/seen.ts'
import { page, redirect } from '../web/views.ts'
import { BUDGET_LABELS, readBudgetForm } from './budget-form.ts'
import { type Budget, findBudget } from './budget-queries.ts'
import { type BudgetChange, budgetAfter, changeBudget } from './change-budget.ts'

/** What a draft keeps: the form as it was typed, read and checked anew at each step. */
interface BudgetDraft {
  kind: BudgetChange['kind']
  form: Record<string, unknown>
}

interface ById {
  Params: { id: string }
}

interface FromDraft {
  Querystring: { draft?: string }
}

/** What each kind of change is called in an address. */
const NOUNS = { allocate: 'allocations', reclaim: 'reclaims' } as const

/** Allocating to the budget and reclaiming from it: form, check, confirm. For owners. */
export function budgetChangeRoutes(app: FastifyInstance, db: Db): void {
  formRoutes(app, db, 'allocate')
  formRoutes(app, db, 'reclaim')

  app.get<ById>('/budget/drafts/:id', { config: { needs: 'own' } }, (request, reply) =>
    showCheckPage(db, request, reply, request.params.id),
  )

  app.post<ById>('/budget/drafts/:id/confirmation', { config: { needs: 'own' } }, (request, reply) => {
    const who = signedIn(request)
    const { act, partner, format } = who
    return orAgain<unknown>(
      () =>
        confirmAndSay<BudgetDraft>(db, reply, budgetOf(who), request.params.id, async (trx, draft) => {
          const change = readBudgetForm(draft.kind, draft.form, partner.currency)
          const before = await findBudget(trx, partner.id)
          await changeBudget(trx, act, change, partner.currency)
          requireSeen(request.body, before)
          return changedInWords(change, budgetAfter(before, change, partner.currency), format)
        }),
      (errors) => showCheckPage(db, request, reply, request.params.id, errors),
    )
  })
}

function formRoutes(app: FastifyInstance, db: Db, kind: BudgetChange['kind']): void {
  app.get<FromDraft>(`/budget/${NOUNS[kind]}/new`, { config: { needs: 'own' } }, async (request, reply) => {
    const { draft } = request.query
    const kept = draft
      ? (await findDraft<BudgetDraft>(db, budgetOf(signedIn(request)), draft)).content.form
      : {}
    return showForm(db, request, reply, { kind, form: kept })
  })

  app.post(`/budget/${NOUNS[kind]}/drafts`, { config: { needs: 'own' } }, (request, reply) => {
    const who = signedIn(request)
    const { partner, act } = who
    const draft: BudgetDraft = { kind, form: fieldsOf(request.body, BUDGET_LABELS) }
    return orAgain<unknown>(
      async () => {
        const change = readBudgetForm(kind, draft.form, partner.currency)
        budgetAfter(await findBudget(db, partner.id), change, partner.currency)
        return redirect(reply, paths.budgetDraft(await keepDraft(db, budgetOf(who), draft, act.at)))
      },
      (errors) => showForm(db, request, reply, draft, errors),
    )
  })
}

function budgetOf({ member }: SignedIn) {
  return { memberId: member.id, kind: 'budget' }
}

async function showForm(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, form: values }: BudgetDraft,
  errors: FieldError[] = [],
) {
  const { partner, format } = signedIn(request)
  if (errors.length > 0) reply.code(422)
  return page(reply, 'budget/form', {
    form: form(BUDGET_LABELS, values, errors),
    ...wordsOf(kind, format),
    lead: leadOf(kind, await findBudget(db, partner.id), format),
    currency: partner.currency.code,
    action: paths.budgetChangeDrafts(NOUNS[kind]),
  })
}

/** What is no longer possible is said on the form, where it can be mended. */
async function showCheckPage(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  draftId: string,
  confirmErrors: FieldError[] = [],
) {
  const who = signedIn(request)
  const { partner, format } = who
  const { content, resultPath } = await findDraft<BudgetDraft>(db, budgetOf(who), draftId)
  if (resultPath !== null) return redirect(reply, resultPath)
  const before = await findBudget(db, partner.id)
  return orAgain<unknown>(
    () => {
      const change = readBudgetForm(content.kind, content.form, partner.currency)
      const after = budgetAfter(before, change, partner.currency)
      if (confirmErrors.length > 0) reply.code(422)
      return page(reply, 'budget/check', {
        form: form(BUDGET_LABELS, {}, confirmErrors),
        ...wordsOf(content.kind, format),
        lead: checkedLead(change, after, format),
        answers: [
          { field: 'amount', label: format.t('Amount'), value: format.money(change.amountMinor) },
          { field: 'reason', label: format.t('Reason'), value: change.reason },
        ],
        starts: before === null,
        seen: fingerprint(before),
        change: paths.newBudgetChange(NOUNS[content.kind], draftId),
        confirmation: paths.budgetConfirmation(draftId),
      })
    },
    (errors) => showForm(db, request, reply, content, errors),
  )
}

function wordsOf(kind: BudgetChange['kind'], { t }: Format) {
  return kind === 'allocate'
    ? { title: t('Allocate budget'), checkTitle: t('Check the allocation'), danger: false }
    : { title: t('Reclaim budget'), checkTitle: t('Check the reclaim'), danger: true }
}

function leadOf(kind: BudgetChange['kind'], budget: Budget | null, { t, money }: Format): string {
  if (budget === null) return t('No budget is set: any amount can be issued.')
  const values = { total: money(budget.totalMinor), remaining: money(budget.remainingMinor) }
  return kind === 'allocate'
    ? t('The budget is {total}, of which {remaining} remains. What you allocate is added to both.', values)
    : t('The budget is {total}. {remaining} of it remains and can be reclaimed.', values)
}

function checkedLead(change: BudgetChange, after: Budget, format: Format): string {
  const { t } = format
  const values = valuesOf(change, after, format)
  return change.kind === 'allocate'
    ? t('You will allocate {amount}. The budget then is {total}, and {remaining} remains.', values)
    : t('You will reclaim {amount}. The budget then is {total}, and {remaining} remains.', values)
}

function changedInWords(change: BudgetChange, after: Budget, format: Format): Done {
  const values = valuesOf(change, after, format)
  return {
    path: paths.budget(),
    said:
      change.kind === 'allocate'
        ? phrase('{amount} was allocated. The budget now is {total}, and {remaining} remains.', values)
        : phrase('{amount} was reclaimed. The budget now is {total}, and {remaining} remains.', values),
    link: { href: `${paths.budget()}#history`, label: phrase('History') },
  }
}

function valuesOf(change: BudgetChange, after: Budget, { money }: Format) {
  return {
    amount: money(change.amountMinor),
    total: money(after.totalMinor),
    remaining: money(after.remainingMinor),
  }
}
