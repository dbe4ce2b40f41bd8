import type { Phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'

/** A phrase that only the command line says, which speaks English alone: no catalogue needs it. */
export function english(sentence: string, values: Phrase['values'] = {}): Phrase {
  return { sentence: sentence as Sentence, values }
}
