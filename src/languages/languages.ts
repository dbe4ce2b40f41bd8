import Negotiator from 'negotiator'
import { speaking, type Translate } from './words.ts'

/** A language that pages are in. */
export interface Language {
  /** As BCP 47 calls it. */
  tag: string
  /** As those who read it call it. */
  name: string
  /** How its readers write numbers and dates, for `Intl`: English ones as in most countries but the USA. */
  locale: string
  t: Translate
}

/** The language of the keys, of machines, and of whoever asks for none that we have. */
export const ENGLISH: Language = { tag: 'en', name: 'English', locale: 'en-GB', t: speaking() }

/** The others, without their sentences: those are read when somebody first asks for them, not at every start. */
const OTHERS = [
  {
    tag: 'zh-CN',
    name: '简体中文',
    locale: 'zh-CN',
    sentences: async () => (await import('./zh-CN.ts')).CHINESE,
  },
]

/** Every language there is: its tag, and what it calls itself. */
export const LANGUAGES: readonly Pick<Language, 'tag' | 'name'>[] = [ENGLISH, ...OTHERS]

const known = new Map<string, Language>([[ENGLISH.tag, ENGLISH]])

/** A language by its tag; undefined for one that we do not have. */
export async function languageOf(tag: string): Promise<Language | undefined> {
  const language = known.get(tag)
  if (language) return language
  const other = OTHERS.find((one) => one.tag === tag)
  if (!other) return undefined
  const { sentences, ...named } = other
  const made = { ...named, t: speaking(await sentences()) }
  known.set(tag, made)
  return made
}

/**
 * The language that a browser would rather have (RFC 9110, 12.5.4); English where it asks for none that we have.
 * Whoever asks for any Chinese, such as zh-TW, is taken to read ours rather than English: RFC 4647, 3.3.1, with the
 * range `zh`.
 *
 * @param header what stands in `Accept-Language`
 */
export async function languageFor(header: string | undefined): Promise<Language> {
  if (header === undefined) return ENGLISH
  const wanted = new Negotiator({ headers: { 'accept-language': header } }).language([...RANGES.keys()])
  return (await languageOf(RANGES.get(wanted ?? '') ?? '')) ?? ENGLISH
}

/** The tags by what browsers may ask for: any variety of the language. */
const RANGES = new Map(LANGUAGES.map(({ tag }) => [tag.split('-', 1)[0] ?? '', tag]))
