import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { type FieldError, phrase } from '../errors.ts'
import { line, parse, ticked } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import type { Format } from '../web/format.ts'
import { form, orAgain } from '../web/forms.ts'
import { idOf, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { findToken, listTokens, makeToken, revokeToken, type Scope } from './api-tokens.ts'
import { signedIn } from './signed-in.ts'

const LABELS = { name: 'Token name', write: 'Post charges and refunds', read: 'Read lists' } as const

const tokenForm = z.object({ name: line(100), write: ticked(), read: ticked() })

interface ById {
  Params: { id: string }
}

/** The tokens of billing systems: made, listed and revoked by owners. */
export function apiTokenRoutes(app: FastifyInstance, db: Db): void {
  app.get('/tokens', { config: { needs: 'own' } }, (request, reply) =>
    showTokens(db, request, reply, { write: 'yes' }),
  )

  app.post('/tokens', { config: { needs: 'own' } }, (request, reply) =>
    orAgain<unknown>(
      async () => {
        const { name, write, read } = parse(tokenForm, request.body)
        const scopes: Scope[] = [
          ...(write ? ['charges:write' as const] : []),
          ...(read ? ['read' as const] : []),
        ]
        const token = await makeToken(db, signedIn(request).act, name, scopes)
        // Shown in this very answer and never again: a redirect would have to keep it somewhere.
        return showTokens(db, request, reply.code(201), {}, [], { name, token })
      },
      (errors) => showTokens(db, request, reply.code(422), request.body, errors),
    ),
  )

  app.get<ById>('/tokens/:id/revocation', { config: { needs: 'own' } }, async (request, reply) => {
    const { id, name } = await findToken(db, signedIn(request).partner.id, idOf(request.params.id))
    return page(reply, 'tokens/revocation', { id, name })
  })

  app.post<ById>('/tokens/:id/revocation', { config: { needs: 'own' } }, async (request, reply) => {
    await revokeToken(db, signedIn(request).act, idOf(request.params.id))
    leaveFlash(reply, phrase('The token is revoked. Whoever shows it is refused from now on.'))
    return redirect(reply, paths.tokens())
  })
}

async function showTokens(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  values: unknown,
  errors: FieldError[] = [],
  made: { name: string; token: string } | null = null,
) {
  const { partner, format } = signedIn(request)
  const tokens = await listTokens(db, partner.id)
  return page(reply, 'tokens/list', {
    form: form(LABELS, values, errors),
    made,
    rows: tokens.map((token) => inList(token, format)),
  })
}

function inList(token: Awaited<ReturnType<typeof listTokens>>[number], { t, at }: Format) {
  return {
    id: token.id,
    name: token.name,
    scopes: token.scopes.replace(' ', ', '),
    made: t('{at} by {name}', { at: at(token.createdAt), name: token.createdByName ?? t('Scrip') }),
    used: token.lastUsedAt === null ? t('Never') : at(token.lastUsedAt),
    status:
      token.revokedAt === null
        ? { word: 'active', label: t('Active') }
        : { word: 'withdrawn', label: t('Revoked') },
    revocable: token.revokedAt === null,
  }
}
