import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { type Currency, currencyOf } from '../money/currency.ts'
import type { At } from '../time/instant.ts'
import { type Format, formatFor } from '../web/format.ts'
import { ownPath, paths } from '../web/paths.ts'
import { redirect } from '../web/views.ts'
import { findMember } from './members.ts'
import { allows, type Need, type Role } from './roles.ts'

/** Who asks, for which partner, and how to show things to them. */
export interface SignedIn {
  member: { id: number; name: string; email: string; role: Role }
  partner: { id: number; name: string; currency: Currency; timeZone: string }
  format: Format
  /** Who, from where and when, for the use cases. */
  act: Act & { memberId: number }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What this route needs of whoever asks. Every route must say it. */
    needs?: Need
  }
  interface FastifyRequest {
    signedIn: SignedIn | null
  }
}

/**
 * Lets through who may pass, in this one place: a route that needs a sign-in sends strangers to sign in and
 * back again, one that needs a power refuses whoever's role does not give it.
 *
 * @param now the clock
 * @throws at start, for a route that does not say what it needs
 */
export function registerAccess(app: FastifyInstance, db: Db, now: () => At): void {
  app.decorateRequest('signedIn', null)
  app.decorateRequest('greeted', null)
  app.addHook('onRoute', (route) => {
    if (route.config?.needs === undefined) throw new Error(`${route.url} does not say what it needs`)
  })
  app.addHook('onRequest', async (request, reply) => {
    const needs = request.routeOptions.config.needs
    request.signedIn = await whoAsks(db, request, now())
    const who = request.signedIn
    if (who) request.greeted = { memberName: who.member.name, partnerName: who.partner.name }
    if (needs === undefined || needs === 'nobody') return
    if (!who) return redirect(reply, paths.signIn(wayBack(request)))
    if (!allows(who.member.role, needs)) throw new Problem('NOT_ALLOWED', { partner: who.partner.name })
  })
}

/** Who asks, on a route that needs a sign-in. */
export function signedIn(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Error(`${request.routeOptions.url} is open to everyone`)
  return request.signedIn
}

async function whoAsks(db: Db, request: FastifyRequest, at: At): Promise<SignedIn | null> {
  const memberId = request.session.memberId
  if (memberId === undefined) return null
  const row = await findMember(db, memberId)
  if (!row) return null
  const partner = {
    id: row.partnerId,
    name: row.partnerName,
    currency: currencyOf(row.currency),
    timeZone: row.timeZone,
  }
  return {
    member: { id: row.id, name: row.name, email: row.email, role: row.role },
    partner,
    format: formatFor(partner),
    act: { partnerId: partner.id, memberId: row.id, address: request.ip, at },
  }
}

/** Where to go after signing in: the page that was asked for; a form's own page cannot be known here. */
function wayBack(request: FastifyRequest): string | undefined {
  return request.method === 'GET' && request.url !== paths.home() ? ownPath(request.url) : undefined
}
