import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { slowingGuesses } from '../sign-in/guesses.ts'
import { newPassword } from '../sign-in/password.ts'
import { signIn } from '../sign-in/sign-in.ts'
import type { At } from '../time/instant.ts'
import { email, field, line, parse, secret } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { fieldsOf, form, orAgain } from '../web/forms.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { findLink, join, type OpenLink, resetPassword } from './invitation-use.ts'
import { findMember } from './members.ts'
import { roleLabel, roleSentence } from './role-words.ts'

const JOIN_LABELS = { name: 'Your name', email: 'Email', password: 'Password' } as const
const RESET_LABELS = { password: 'New password' } as const

const joinForm = z.object({ name: line(100), email: field(email), password: secret(newPassword) })
const resetForm = z.object({ password: secret(newPassword) })

interface ByToken {
  Params: { token: string }
}

/** What opens behind a link of one use: becoming a member, or choosing a new password. */
export function invitationUseRoutes(app: FastifyInstance, db: Db, now: () => At): void {
  const linkOf = ({ params, ip }: FastifyRequest<ByToken>) =>
    slowingGuesses(db, { address: ip, at: now() }, () => findLink(db, params.token, now()))

  app.get<ByToken>('/invitations/:token', { config: { needs: 'nobody' } }, async (request, reply) => {
    const link = await linkOf(request)
    return showLink(request, reply, link, { name: link.name })
  })

  app.post<ByToken>('/invitations/:token', { config: { needs: 'nobody' } }, async (request, reply) => {
    const link = await linkOf(request)
    return orAgain<unknown>(
      () => (link.kind === 'invitation' ? joinBy(request, reply, link) : resetBy(request, reply, link)),
      (errors) => showLink(request, reply.code(422), link, fieldsOf(request.body, JOIN_LABELS), errors),
    )
  })

  async function joinBy(request: FastifyRequest<ByToken>, reply: FastifyReply, link: OpenLink) {
    const joining = parse(joinForm, request.body)
    const id = await join(db, request.params.token, joining, request.ip, now())
    const member = await findMember(db, id)
    if (member) await signIn(db, request, member, 'password', now())
    leaveFlash(reply, phrase('You are a member of {partner} now.', { partner: link.partnerName }))
    return redirect(reply, paths.home())
  }

  /** Nobody is signed in by it: with the new password comes the second step, where there is one. */
  async function resetBy(
    request: FastifyRequest<ByToken>,
    reply: FastifyReply,
    link: Extract<OpenLink, { kind: 'reset' }>,
  ) {
    const { password } = parse(resetForm, request.body)
    await resetPassword(db, request.params.token, password, request.ip, now())
    leaveFlash(
      reply,
      phrase('The password of {email} is changed. Sign in with the new one.', { email: link.email }),
    )
    return redirect(reply, paths.signIn())
  }
}

function showLink(
  request: FastifyRequest,
  reply: FastifyReply,
  link: OpenLink,
  values: unknown,
  errors: FieldError[] = [],
) {
  if (link.kind === 'reset') {
    return page(reply, 'invitations/reset', {
      form: form(RESET_LABELS, {}, errors),
      partner: link.partnerName,
      email: link.email,
    })
  }
  const { t } = request.language
  return page(reply, 'invitations/join', {
    form: form(JOIN_LABELS, values, errors),
    partner: link.partnerName,
    role: roleLabel(link.role, t),
    may: roleSentence(link.role, t),
    signedInAs: request.signedIn?.member.name,
  })
}
