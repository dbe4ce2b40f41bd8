import { inEnglish, type Phrase, phrase } from '../errors.ts'

/**
 * Says a sentence in the reader's language. The English sentence is the key; named places in braces are
 * filled from `values`. Sentences are whole, never glued from pieces, because word order differs.
 */
export type Translate = (sentence: string, values?: Record<string, string | number>) => string

/** English, the language of the keys. */
export const t: Translate = (sentence, values) => (values ? inEnglish(phrase(sentence, values)) : sentence)

/** Says a phrase that a rule or a use case made. */
export function say(translate: Translate, { sentence, values }: Phrase): string {
  return translate(sentence, values)
}
