import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import { signedIn } from '../partners/signed-in.ts'
import { hashToken } from '../partners/token.ts'
import { field, parse } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import type { Format } from '../web/format.ts'
import { paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { browserOf } from './browser-name.ts'
import { endOwnOtherSessions, endOwnSession, listSessions, MOST_LISTED } from './own-sessions.ts'

const endForm = z.object({ session: field((text) => text) })

/** A member's own sessions: where they are signed in, and ending that. */
export function sessionRoutes(app: FastifyInstance, db: Db): void {
  app.get('/sessions', { config: { needs: 'read' } }, async (request, reply) => {
    const { member, act, format } = signedIn(request)
    const current = hashToken(request.session.sessionId)
    const sessions = await listSessions(db, member.id, current, act.at)
    return page(reply, 'sessions/list', {
      rows: sessions.slice(0, MOST_LISTED).map((session) => inList(session, current, format)),
      isMore: sessions.length > MOST_LISTED,
      others: sessions.some(({ idHash }) => idHash !== current),
    })
  })

  app.post('/sessions/end', { config: { needs: 'read' } }, async (request, reply) => {
    await endOwnSession(db, signedIn(request).act, parse(endForm, request.body).session)
    leaveFlash(reply, phrase('The session has ended. That browser has to sign in again.'))
    return redirect(reply, paths.sessions())
  })

  app.post('/sessions/others/end', { config: { needs: 'read' } }, async (request, reply) => {
    await endOwnOtherSessions(db, signedIn(request).act, request.session.sessionId)
    leaveFlash(reply, phrase('Every other session of yours has ended.'))
    return redirect(reply, paths.sessions())
  })
}

function inList(
  session: Awaited<ReturnType<typeof listSessions>>[number],
  current: string,
  { t, at }: Format,
) {
  const { browser, system, raw } = browserOf(session.userAgent)
  const known = browser && system ? t('{browser} on {system}', { browser, system }) : browser
  return {
    id: session.idHash,
    browser: known ?? t('Unknown browser'),
    raw: known ? '' : raw,
    address: session.address,
    signedIn: at(session.createdAt),
    seen: at(session.lastSeenAt),
    isThis: session.idHash === current,
  }
}
