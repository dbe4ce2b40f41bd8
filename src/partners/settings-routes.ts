import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { expireVouchersOf } from '../ledger/expire-vouchers.ts'
import { confirmAndSay } from '../web/confirm.ts'
import { findDraft, keepDraft } from '../web/drafts.ts'
import { leaveFlash } from '../web/flash.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { fingerprint, requireSeen, requireUnchanged } from '../web/seen.ts'
import { page, redirect } from '../web/views.ts'
import { setUpChoices } from './set-up-form.ts'
import { findPartnerSettings, isCurrencyFixed, type PartnerSettings } from './settings.ts'
import { changeSettings } from './settings-change.ts'
import { consequencesOf } from './settings-consequences.ts'
import { readSettingsForm, SETTINGS_LABELS, settingsFormValues } from './settings-form.ts'
import { changedSettings } from './settings-words.ts'
import { type SignedIn, signedIn } from './signed-in.ts'

/** What a draft keeps: the form as it was typed, read and checked anew at each step. */
interface SettingsDraft {
  form: Record<string, unknown>
}

interface ById {
  Params: { id: string }
  Querystring: { draft?: string }
}

const OWN = { config: { needs: 'own' } } as const

/** The partner's settings: form, check of what changes and what that leads to, confirm. */
export function settingsRoutes(app: FastifyInstance, db: Db): void {
  app.get<ById>('/settings', OWN, async (request, reply) => {
    const who = signedIn(request)
    const { draft } = request.query
    const typed = draft
      ? (await findDraft<SettingsDraft>(db, owned(who), draft)).content.form
      : settingsFormValues(await findPartnerSettings(db, who.partner.id))
    return showForm(db, request, reply, typed)
  })

  app.post('/settings/drafts', OWN, (request, reply) => {
    const who = signedIn(request)
    const typed = fieldsOf(request.body, { ...SETTINGS_LABELS, seen: '' })
    return orAgain<unknown>(
      async () => {
        const { before, after } = await readChange(db, who, typed)
        requireUnchanged(typed, before)
        if (changedSettings(before, after, who.format).length === 0) return saidNothingChanges(reply)
        const draft = await keepDraft(db, owned(who), { form: typed }, who.act.at)
        return redirect(reply, paths.settingsDraft(draft))
      },
      (errors) => showForm(db, request, reply.code(422), typed, errors),
    )
  })

  app.get<ById>('/settings/drafts/:id', OWN, (request, reply) =>
    showCheckPage(db, request, reply, request.params.id),
  )

  app.post<ById>('/settings/drafts/:id/confirmation', OWN, (request, reply) => {
    const who = signedIn(request)
    return orAgain<unknown>(
      async () => {
        // What has lapsed by now lapses by the settings of before, though nobody has seen to it yet.
        await expireVouchersOf(db, who.partner.id, { now: () => who.act.at, address: 'Scrip' })
        return confirmAndSay<SettingsDraft>(db, reply, owned(who), request.params.id, async (trx, draft) => {
          const { before, after } = await readChange(trx, who, draft.form)
          requireSeen(request.body, await changesInWords(trx, who, before, after))
          await changeSettings(trx, who.act, before, after)
          return {
            path: paths.settings(),
            said: phrase('The settings are changed. What was done before stays as it is.'),
          }
        })
      },
      (errors) => showCheckPage(db, request, reply, request.params.id, errors),
    )
  })
}

function owned({ member }: SignedIn) {
  return { memberId: member.id, kind: 'settings' }
}

function saidNothingChanges(reply: FastifyReply) {
  leaveFlash(reply, phrase('Nothing is different from what is stored, so nothing was changed.'))
  return redirect(reply, paths.settings())
}

/** What is stored, and what the form makes of it. @throws InvalidInput with every field that is wrong */
async function readChange(
  db: Db,
  { partner }: SignedIn,
  typed: Record<string, unknown>,
): Promise<{ before: PartnerSettings; after: PartnerSettings }> {
  const before = await findPartnerSettings(db, partner.id)
  return { before, after: readSettingsForm(typed, before, await isCurrencyFixed(db, partner.id)) }
}

async function changesInWords(
  db: Db,
  { partner, format, act }: SignedIn,
  before: PartnerSettings,
  after: PartnerSettings,
) {
  const change = { partnerId: partner.id, before, after, at: act.at, format }
  return Promise.all(
    changedSettings(before, after, format).map(async ({ setting, ...words }) => ({
      ...words,
      consequences: await consequencesOf(db, setting, change),
    })),
  )
}

async function showForm(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: Record<string, unknown>,
  errors: FieldError[] = [],
) {
  const { partner } = signedIn(request)
  const stored = await findPartnerSettings(db, partner.id)
  const { currencies, timeZones } = setUpChoices(request.language.locale)
  return page(reply, 'settings/form', {
    form: form(SETTINGS_LABELS, typed, errors),
    seen: fingerprint(stored),
    currency: stored.currency,
    currencies: (await isCurrencyFixed(db, partner.id)) ? null : currencies,
    // One that the list knows by another name is offered all the same: no other is chosen unasked.
    timeZones: [...new Set([...timeZones, stored.timeZone])].map((zone) => [zone, zone]),
  })
}

async function showCheckPage(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  draftId: string,
  confirmErrors: FieldError[] = [],
) {
  const who = signedIn(request)
  const { content, resultPath } = await findDraft<SettingsDraft>(db, owned(who), draftId)
  if (resultPath !== null) return redirect(reply, resultPath)
  return orAgain<unknown>(
    async () => {
      const { before, after } = await readChange(db, who, content.form)
      const changes = await changesInWords(db, who, before, after)
      if (changes.length === 0) return saidNothingChanges(reply)
      if (confirmErrors.length > 0) reply.code(422)
      return page(reply, 'settings/check', {
        form: form(SETTINGS_LABELS, {}, confirmErrors),
        lead:
          changes.length === 1
            ? who.format.t('You will change 1 setting. What was done before stays as it is.')
            : who.format.t('You will change {count} settings. What was done before stays as it is.', {
                count: who.format.count(changes.length),
              }),
        changes,
        seen: fingerprint(changes),
        change: paths.settings(draftId),
        confirmation: paths.settingsConfirmation(draftId),
      })
    },
    (errors) => showForm(db, request, reply.code(422), content.form, errors),
  )
}
