import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { signedIn } from '../partners/signed-in.ts'
import { idOf, paths } from '../web/paths.ts'
import { page } from '../web/views.ts'
import { showMadeLink } from './invitation-link.ts'
import { offerReset } from './invitations.ts'
import { findTeamMember } from './member-queries.ts'

interface ById {
  Params: { id: string }
}

/**
 * Making the link by which a member chooses a new password, for owners.
 * @param link makes a path of this console one that can be opened from anywhere
 */
export function memberResetRoutes(app: FastifyInstance, db: Db, link: (path: string) => string): void {
  app.get<ById>('/members/:id/password-reset', { config: { needs: 'own' } }, async (request, reply) => {
    const { partner, act, format } = signedIn(request)
    const { id, name } = await findTeamMember(db, partner.id, idOf(request.params.id), act.at)
    return page(reply, 'members/confirm', {
      title: format.t('Reset the password of {name}', { name }),
      says: [
        format.t('You get a link by which they choose a new password. It works once, for 24 hours.'),
        format.t('Their present password works until then. Earlier links for them stop working.'),
        format.t('Make sure that it is they who ask: whoever opens the link can sign in as them.'),
      ],
      action: paths.memberPasswordReset(id),
      back: paths.member(id),
      button: format.t('Make link'),
      buttonClass: 'primary',
    })
  })

  app.post<ById>('/members/:id/password-reset', { config: { needs: 'own' } }, async (request, reply) => {
    const { act, format } = signedIn(request)
    const id = idOf(request.params.id)
    const made = await offerReset(db, act, id)
    return showMadeLink(reply, format, link, made, {
      title: format.t('New password for {name}', { name: made.name }),
      purpose: format.t('Whoever opens it first chooses the password of this member.'),
      back: paths.member(id),
    })
  })
}
