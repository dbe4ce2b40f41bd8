import type { FastifyInstance } from 'fastify'
import { type Language, languageFor } from '../languages/languages.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the answer is in, where it is for people: as the browser asks, unless a member chose. */
    language: Language
  }
}

/** Finds out in which language each answer is to be. The first hook there is: even what is refused early is said. */
export function registerReader(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    request.language = await languageFor(request.headers['accept-language'])
  })
}
