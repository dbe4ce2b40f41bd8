import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { ENGLISH, type Language, languageOf } from '../languages/languages.ts'
import { allows, type Need, type Role } from '../members/roles.ts'
import { type Currency, currencyOf } from '../money/currency.ts'
import { slowingGuesses } from '../sign-in/guesses.ts'
import type { At } from '../time/instant.ts'
import { type Format, formatFor } from '../web/format.ts'
import { ownPath, paths } from '../web/paths.ts'
import { type Greeted, redirect } from '../web/views.ts'
import { findTokenHolder, type Scope } from './api-tokens.ts'
import type { PartnerColumns } from './partner-columns.ts'

/** For which partner somebody asks, and how to show things to them: a member, or a machine with a token. */
export interface Asking {
  partner: { id: number; name: string; currency: Currency; timeZone: string }
  format: Format
  /** Who, from where and when, for the use cases. */
  act: Act
  /** The token that was shown; `null` for a member. */
  tokenId: number | null
}

/** A member who signed in. */
export interface SignedIn extends Asking {
  /** `language` is the one they chose; `null`: as their browser asks. */
  member: { id: number; name: string; email: string; role: Role; language: string | null }
  act: Act & { memberId: number }
  /** Whether the partner asks for two-step sign-in, and it is still off. */
  mustTurnOnTwoStep: boolean
  /** Whether the partner lets what is left of a part-used voucher be withdrawn. */
  withdrawPartUsed: 0 | 1
}

/** A route, and what it needs of whoever asks. */
interface RouteAccess {
  method: string
  url: string
  needs: Need
  scope: Scope | undefined
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What this route needs of whoever asks. Every route must say it. */
    needs?: Need
    /** What a token must allow to stand in for a member here. */
    scope?: Scope
    /** Said by the few routes that are open before two-step sign-in is on, where the partner asks everyone for it. */
    beforeTwoStep?: true
  }
  interface FastifyInstance {
    /** Every route there is, and what it needs. */
    access: readonly RouteAccess[]
  }
  interface FastifyRequest {
    asking: Asking | null
    signedIn: SignedIn | null
  }
}

/**
 * Lets through who may pass, in this one place: a route that needs a sign-in sends strangers to sign in and
 * back again, one that needs a power refuses whoever's role does not give it, one with a scope takes a token.
 * Where two steps are asked for, a member without the second is led to turn it on first.
 *
 * @param now the clock
 * @throws at start, for a route that does not say what it needs
 */
export function registerAccess(app: FastifyInstance, db: Db, now: () => At): void {
  app.decorateRequest('asking', null)
  app.decorateRequest('signedIn', null)
  app.decorateRequest('greeted', null)
  const table: RouteAccess[] = []
  app.decorate('access', table)
  app.addHook('onRoute', ({ method, url, config }) => {
    const { needs, scope } = config ?? {}
    if (needs === undefined) throw new Error(`${url} does not say what it needs`)
    table.push({ method: String(method), url, needs, scope })
  })
  app.addHook('onRequest', async (request, reply) => {
    const { needs, scope, beforeTwoStep } = request.routeOptions.config
    const token = tokenOf(request)
    if (scope !== undefined && (needs === 'token' || token !== undefined)) {
      request.asking = await byToken(db, token, scope, request.ip, now())
      request.byToken = true
      return
    }
    request.signedIn = await bySession(request, now())
    request.asking = request.signedIn
    const who = request.signedIn
    request.greeted = who && greetedAs(who)
    if (needs === undefined || needs === 'nobody') return
    if (!who) return askToSignIn(request, reply)
    if (who.mustTurnOnTwoStep && !beforeTwoStep) return redirect(reply, paths.twoStep())
    if (!allows(who.member.role, needs)) throw new Problem('NOT_ALLOWED', { partner: who.partner.name })
  })
}

/** Who asks, on a route that needs a sign-in. */
export function signedIn(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Error(`${request.routeOptions.url} is open to others than members`)
  return request.signedIn
}

/** For whom somebody asks, on a route that a token opens, too. */
export function asking(request: FastifyRequest): Asking {
  if (!request.asking) throw new Error(`${request.routeOptions.url} is open to everyone`)
  return request.asking
}

async function bySession(request: FastifyRequest, at: At): Promise<SignedIn | null> {
  if (request.session.awaitsCode) return null
  const holder = request.session.holder?.()
  if (!holder) return null
  const { id, name, email, role, language, partnerId, withdrawPartUsed } = holder
  // A choice that we do not have any more leaves the browser's.
  if (language !== null) request.language = (await languageOf(language)) ?? request.language
  return {
    ...partnerOf(holder, request.language),
    member: { id, name, email, role, language },
    act: { partnerId, memberId: id, address: request.ip, at },
    tokenId: null,
    mustTurnOnTwoStep: holder.twoStepRequired === 1 && holder.hasTwoStep === 0,
    withdrawPartUsed,
  }
}

function greetedAs({ member, partner }: SignedIn): Greeted {
  return { memberName: member.name, partnerName: partner.name, isOwner: allows(member.role, 'own') }
}

/** @throws Problem TOKEN_MISSING, TOKEN_INVALID, TOKEN_SCOPE, SLOW_DOWN */
async function byToken(
  db: Db,
  token: string | undefined,
  scope: Scope,
  address: string,
  at: At,
): Promise<Asking> {
  if (token === undefined) throw new Problem('TOKEN_MISSING')
  const row = await slowingGuesses(db, { address, at }, async () => {
    const found = await findTokenHolder(db, token, at)
    if (!found) throw new Problem('TOKEN_INVALID')
    return found
  })
  if (!row.scopes.split(' ').includes(scope)) throw new Problem('TOKEN_SCOPE', { scope })
  return {
    ...partnerOf(row, ENGLISH),
    act: { partnerId: row.partnerId, memberId: null, address, at },
    tokenId: row.id,
  }
}

function partnerOf(row: PartnerColumns, language: Language): Pick<Asking, 'partner' | 'format'> {
  const partner = {
    id: row.partnerId,
    name: row.partnerName,
    currency: currencyOf(row.currency),
    timeZone: row.timeZone,
  }
  return { partner, format: formatFor(partner, language) }
}

function tokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  return header === undefined ? undefined : (/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '')
}

/** @throws Problem TOKEN_MISSING where it is a machine that asks */
function askToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { scope } = request.routeOptions.config
  const path = request.url.split('?', 1)[0]
  if (scope !== undefined && path?.endsWith('.json')) throw new Problem('TOKEN_MISSING')
  return redirect(reply, paths.signIn(wayBack(request)))
}

/** Where to go after signing in: the page that was asked for; a form's own page cannot be known here. */
function wayBack(request: FastifyRequest): string | undefined {
  return request.method === 'GET' && request.url !== paths.home() ? ownPath(request.url) : undefined
}
