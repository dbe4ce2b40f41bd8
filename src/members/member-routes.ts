import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { signedIn } from '../partners/signed-in.ts'
import { choice, parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { idOf, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { listInvitations } from './invitations.ts'
import { activateMember, changeRole } from './member-changes.ts'
import { findTeamMember, listMembers, type TeamMember } from './member-queries.ts'
import { invitationInWords, memberAnswers, memberInWords } from './member-words.ts'
import { roleOptions } from './role-words.ts'
import { ROLES } from './roles.ts'

const ROLE_LABELS = { role: 'Role' } as const
const roleForm = z.object({ role: choice(ROLES) })

interface ById {
  Params: { id: string }
}

/** The team of a partner, for its owners: the list, and each member's page with what can be done at once. */
export function memberRoutes(app: FastifyInstance, db: Db): void {
  app.get('/members', { config: { needs: 'own' } }, async (request, reply) => {
    const { member, partner, act, format } = signedIn(request)
    const members = await listMembers(db, partner.id, act.at)
    const invitations = await listInvitations(db, partner.id, act.at)
    return page(reply, 'members/list', {
      members: members.map((row) => memberInWords(row, member.id, format)),
      invitations: invitations.map((row) => invitationInWords(row, format)),
    })
  })

  app.get<ById>('/members/:id', { config: { needs: 'own' } }, async (request, reply) => {
    const { partner, act } = signedIn(request)
    const member = await findTeamMember(db, partner.id, idOf(request.params.id), act.at)
    return showMember(request, reply, member, member)
  })

  app.post<ById>('/members/:id/role', { config: { needs: 'own' } }, async (request, reply) => {
    const { partner, act } = signedIn(request)
    const member = await findTeamMember(db, partner.id, idOf(request.params.id), act.at)
    return orAgain<unknown>(
      async () => {
        await changeRole(db, act, member.id, parse(roleForm, request.body).role)
        leaveFlash(reply, phrase('The role of {name} is saved.', { name: member.name }))
        return redirect(reply, paths.member(member.id))
      },
      (errors) => showMember(request, reply.code(422), member, fieldsOf(request.body, ROLE_LABELS), errors),
    )
  })

  app.post<ById>('/members/:id/activation', { config: { needs: 'own' } }, async (request, reply) => {
    const id = idOf(request.params.id)
    await activateMember(db, signedIn(request).act, id)
    leaveFlash(reply, phrase('The member is activated and can sign in again.'))
    return redirect(reply, paths.member(id))
  })
}

function showMember(
  request: FastifyRequest,
  reply: FastifyReply,
  member: TeamMember,
  values: unknown,
  errors: FieldError[] = [],
) {
  const { member: own, format } = signedIn(request)
  const words = memberInWords(member, own.id, format)
  return page(reply, 'members/member', {
    ...words,
    answers: memberAnswers(words, format),
    can: {
      activate: !member.active,
      deactivate: Boolean(member.active),
      reset: Boolean(member.active) && member.id !== own.id,
      removeTwoStep: Boolean(member.twoStep) && member.id !== own.id,
    },
    form: form(ROLE_LABELS, values, errors),
    roles: roleOptions(format.t),
  })
}
