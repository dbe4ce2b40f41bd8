import { filled, type Phrase } from '../errors.ts'
import type { Sentence } from './sentences.ts'

/**
 * Says a sentence in the reader's language. The English sentence is the key; named places in braces are
 * filled from `values`. Sentences are whole, never glued from pieces, because word order differs.
 */
export type Translate = (sentence: Sentence, values?: Phrase['values']) => string

/** The sentences of a language other than English. */
export type Catalogue = Readonly<Record<Sentence, string>>

/**
 * Makes the `Translate` of a language.
 * @param catalogue its sentences; none for English, whose sentences are the keys. What is not in it is said in English
 */
export function speaking(catalogue: Partial<Catalogue> = {}): Translate {
  const sentences = new Map<string, string>(Object.entries(catalogue))
  const translate: Translate = (sentence, values) => {
    const said = sentences.get(sentence) ?? sentence
    return values ? filled(said, values, (phrase) => say(translate, phrase)) : said
  }
  return translate
}

/** Says a phrase that a rule or a use case made. */
export function say(translate: Translate, { sentence, values }: Phrase): string {
  return translate(sentence, values)
}
