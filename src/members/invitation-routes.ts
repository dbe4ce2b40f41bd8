import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { signedIn } from '../partners/signed-in.ts'
import { choice, line, parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { idOf, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { showMadeLink } from './invitation-link.ts'
import { findInvitation, invite, revokeInvitation } from './invitations.ts'
import { roleLabel, roleOptions } from './role-words.ts'
import { ROLES } from './roles.ts'

const INVITE_LABELS = { name: 'Full name', role: 'Role' } as const
const inviteForm = z.object({ name: line(100), role: choice(ROLES) })

interface ById {
  Params: { id: string }
}

/**
 * Inviting people and revoking that, for owners.
 * @param link makes a path of this console one that can be opened from anywhere
 */
export function invitationRoutes(app: FastifyInstance, db: Db, link: (path: string) => string): void {
  app.get('/members/invitations', { config: { needs: 'own' } }, (request, reply) =>
    showForm(request, reply, {}),
  )

  app.post('/members/invitations', { config: { needs: 'own' } }, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const { act, format } = signedIn(request)
        const invitation = parse(inviteForm, request.body)
        const made = await invite(db, act, invitation)
        const { t } = format
        return showMadeLink(reply, format, link, made, {
          title: t('Invitation for {name}', { name: made.name }),
          purpose: t('Whoever opens it first becomes a member, with the role {role}.', {
            role: roleLabel(invitation.role, t),
          }),
          back: paths.members(),
        })
      },
      (errors) => showForm(request, reply.code(422), fieldsOf(request.body, INVITE_LABELS), errors),
    ),
  )

  app.get<ById>(
    '/members/invitations/:id/revocation',
    { config: { needs: 'own' } },
    async (request, reply) => {
      const { partner, format } = signedIn(request)
      const { id, name } = await findInvitation(db, partner.id, idOf(request.params.id))
      return page(reply, 'members/confirm', {
        title: format.t('Revoke the invitation for {name}', { name }),
        says: [format.t('Its link stops working at once. You can make a new one at any time.')],
        action: paths.invitationRevocation(id),
        back: paths.members(),
        button: format.t('Confirm'),
        buttonClass: 'danger',
      })
    },
  )

  app.post<ById>(
    '/members/invitations/:id/revocation',
    { config: { needs: 'own' } },
    async (request, reply) => {
      await revokeInvitation(db, signedIn(request).act, idOf(request.params.id))
      leaveFlash(reply, phrase('The invitation can no longer be used.'))
      return redirect(reply, paths.members())
    },
  )
}

function showForm(request: FastifyRequest, reply: FastifyReply, values: unknown, errors: FieldError[] = []) {
  return page(reply, 'members/invite', {
    form: form(INVITE_LABELS, values, errors),
    roles: roleOptions(signedIn(request).format.t),
  })
}
