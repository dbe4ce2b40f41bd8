import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failureOf } from '../database/failures.ts'
import { InvalidInput, Problem } from '../errors.ts'
import { ENGLISH } from '../languages/languages.ts'
import type { Sentence } from '../languages/sentences.ts'
import { say } from '../languages/words.ts'
import { paths } from './paths.ts'
import { barePage, page, wantsPage } from './views.ts'

/** When to try again what passes by itself: what was let in before is done by then, unless the machine is very slow. */
const COME_BACK_SECONDS = 2
/** Who may not, or does too much: the log tells, for whoever looks for an attack (OWASP ASVS 5.0, 16.3.2). */
const REFUSED = [401, 403, 429]

/** Answers every error: a page in words for people, `{ code, message }` for machines, details for the log. */
export function registerErrorPages(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => answer(reply, new Problem('NOT_FOUND')))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof InvalidInput) return answerInvalid(reply, error)
    const problem = toProblem(error, request)
    if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed')
    else if (REFUSED.includes(problem.statusCode)) request.log.info({ code: problem.code }, 'request refused')
    return answer(reply, problem)
  })
}

/**
 * The same for a refusal that comes before anything is known of who asks: its page sets no cookie, and no hook comes
 * after the one that refuses.
 * @param failed the `done` of that hook, which hears where the refusal itself cannot be answered
 */
export function refuseEarly(reply: FastifyReply, problem: Problem, failed: (error: Error) => void): void {
  answer(reply, problem, barePage)
    .then((said) => {
      reply.send(said)
    })
    .catch(failed)
}

async function answer(reply: FastifyReply, problem: Problem, show = page): Promise<string | object> {
  reply.code(problem.statusCode)
  const { seconds = problem.statusCode === 503 ? COME_BACK_SECONDS : undefined } = problem.phrase.values
  if (seconds !== undefined) reply.header('retry-after', seconds)
  if (problem.statusCode === 401) reply.header('www-authenticate', 'Bearer')
  if (!wantsPage(reply.request)) {
    // A file that failed before its first byte has a type already.
    reply.type('application/json; charset=utf-8')
    return { code: problem.code, message: problem.message }
  }
  const [href, label] = wayOn(problem)
  const { t } = reply.request.language
  return show(reply, 'error', {
    status: problem.statusCode,
    message: say(t, problem.phrase),
    way: { href, label: t(label) },
  })
}

/** Where one goes on from a refusal: where its sentence says what to do there, or the first page. */
function wayOn({ code, phrase: { values } }: Problem): readonly [href: string, label: Sentence] {
  switch (code) {
    case 'LAST_OWNER':
    case 'NOT_YOUR_OWN':
      return [paths.members(), 'Go to the team']
    case 'TWO_STEP_REQUIRED':
      return [paths.twoStep(), 'Go to two-step sign-in']
    case 'ALREADY_SET_UP':
      return [paths.signIn(), 'Sign in']
    case 'TEMPLATE_FROZEN':
      return [paths.newTemplate({ copy: Number(values.template) }), 'Copy the template']
    default:
      return [paths.home(), 'Go to the first page']
  }
}

/** Input that no form caught: a request made by hand, or by a machine. */
function answerInvalid(reply: FastifyReply, error: InvalidInput): Promise<string> | FastifyReply {
  reply.code(422)
  const isPage = wantsPage(reply.request)
  const { t } = isPage ? reply.request.language : ENGLISH
  const errors = error.errors.map(({ field, phrase }) => ({ field, message: say(t, phrase) }))
  if (!isPage) return reply.send({ errors })
  return page(reply, 'error', {
    status: 422,
    message: errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join(' '),
    way: { href: paths.home(), label: t('Go to the first page') },
  })
}

function toProblem(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  const failure = failureOf(error)
  if (failure) return failure
  // The browser went away in the middle of what it sent.
  if (error.message === 'aborted') return new Problem('BAD_REQUEST')
  if (error.code?.startsWith('FST_CSRF')) return new Problem('FORM_EXPIRED')
  if (error.statusCode === 413)
    return new Problem('TOO_LARGE', { limit: inWords(request.routeOptions.bodyLimit) })
  if (error.statusCode === 415) return new Problem('UNSUPPORTED_TYPE')
  if (error.statusCode !== undefined && error.statusCode < 500) return new Problem('BAD_REQUEST')
  return new Problem('UNEXPECTED', { request: request.id })
}

function inWords(bytes: number): string {
  const kilobytes = bytes / 1024
  return kilobytes < 1024 ? `${Math.floor(kilobytes)} KB` : `${Math.floor(kilobytes / 1024)} MB`
}
