import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { InvalidInput, inEnglish, Problem } from '../errors.ts'
import { page, wantsPage } from './views.ts'
import { say, t } from './words.ts'

/** Answers every error: a page in words for people, `{ code, message }` for machines, details for the log. */
export function registerErrorPages(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => answer(reply, new Problem('NOT_FOUND')))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof InvalidInput) return answerInvalid(reply, error)
    const problem = toProblem(error, request)
    if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed')
    return answer(reply, problem)
  })
}

function answer(reply: FastifyReply, problem: Problem): Promise<string> | FastifyReply {
  reply.code(problem.statusCode)
  const seconds = problem.phrase.values.seconds
  if (seconds !== undefined) reply.header('retry-after', seconds)
  if (problem.statusCode === 401) reply.header('www-authenticate', 'Bearer')
  if (!wantsPage(reply.request)) {
    // A file that failed before its first byte has a type already.
    return reply.type('application/json').send({ code: problem.code, message: problem.message })
  }
  return page(reply, 'error', { status: problem.statusCode, message: say(t, problem.phrase) })
}

/** Input that no form caught: a request made by hand, or by a machine. */
function answerInvalid(reply: FastifyReply, error: InvalidInput): Promise<string> | FastifyReply {
  reply.code(422)
  const errors = error.errors.map(({ field, phrase }) => ({ field, message: inEnglish(phrase) }))
  if (!wantsPage(reply.request)) return reply.send({ errors })
  return page(reply, 'error', {
    status: 422,
    message: errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join(' '),
  })
}

function toProblem(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (error.code === 'SQLITE_FULL') return new Problem('DISK_FULL')
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
