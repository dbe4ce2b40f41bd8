import type { FastifyReply, FastifyRequest } from 'fastify'
import { InvalidInput, type Phrase, Problem, phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { ownPath } from '../web/paths.ts'

/** Reads what must be filled in; for `field` and `secret`. */
export function filledIn(text: string): string | Phrase {
  return text === '' ? phrase('Fill this in.') : text
}

/** Someone who must wait keeps the form: the answer is 429 and says for how long. @throws InvalidInput then */
export async function orSlowDown<T>(reply: FastifyReply, field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'SLOW_DOWN') throw error
    reply.log.info({ code: error.code }, 'request refused')
    reply.code(error.statusCode).header('retry-after', error.phrase.values.seconds)
    throw new InvalidInput([{ field, phrase: error.phrase }])
  }
}

/** What is said at a field when what was typed there is wrong. */
export function wrong(field: string, sentence: Sentence): InvalidInput {
  return new InvalidInput([{ field, phrase: phrase(sentence) }])
}

/** Where the browser was going when it was asked to sign in. */
export function nextOf(request: FastifyRequest): string {
  const { next } = request.query as { next?: unknown }
  return ownPath(asText(next))
}

/** A text as it was sent; undefined for what is none, or two. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
