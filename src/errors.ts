import type { Sentence } from './languages/sentences.ts'

/** A sentence for a person, in English, with named places in braces. It is the key of every translation. */
export interface Phrase {
  sentence: Sentence
  /** What stands in its places. A phrase is said in the same language. */
  values: Record<string, string | number | Phrase>
}

/** Builds a phrase: `phrase('Customer {account} is not active.', { account })`. */
export function phrase(sentence: Sentence, values: Phrase['values'] = {}): Phrase {
  return { sentence, values }
}

/** Fills the places of a phrase in English, for logs, the command line and machines. */
export function inEnglish({ sentence, values }: Phrase): string {
  return filled(sentence, values, inEnglish)
}

/** Fills the places of a sentence. @param say what becomes of a phrase in one of them */
export function filled(sentence: string, values: Phrase['values'], say: (phrase: Phrase) => string): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name] ?? place
    return typeof value === 'object' ? say(value) : String(value)
  })
}

/**
 * Every refusal Scrip knows: its code, the HTTP status it answers with, and what it says.
 * ARCHITECTURE.md lists the same codes, and a test holds the two together.
 */
export const PROBLEMS = {
  NOT_FOUND: [404, 'There is no such page, or it belongs to someone else.'],
  NOT_ALLOWED: [403, 'Your role does not allow this. Ask an owner of {partner}.'],
  FORM_EXPIRED: [403, 'This form can no longer be sent. Go back, reload the page and send it again.'],
  CROSS_SITE: [403, 'This form was sent from another site. Open Scrip itself and try again.'],
  HTTPS_ONLY: [
    403,
    'Only https is taken here. Open {address} instead; if you did, TRUST_PROXY does not name the proxy before Scrip.',
  ],
  DRAFT_GONE: [404, 'This page waited too long, or was never yours. Fill the form in again.'],
  SLOW_DOWN: [429, 'Too many attempts. Wait {seconds} seconds, then try again.'],
  TOO_MANY_DOWNLOADS: [
    429,
    'Too many downloads of yours run at once. Wait {seconds} seconds, then try again.',
  ],
  SETUP_LINK_INVALID: [
    404,
    'This set-up link was used, is too old, or was never made. Start Scrip again to get a fresh one.',
  ],
  ALREADY_SET_UP: [409, 'This installation already has an account. Sign in instead.'],
  TWO_STEP_REQUIRED: [409, 'Everyone at {partner} signs in with two steps, so it cannot be turned off.'],
  INVITATION_INVALID: [
    404,
    'This link was used, was revoked, is too old, or was never made. Ask an owner of your team for a new one.',
  ],
  LAST_OWNER: [409, 'This is the last owner who can sign in. Make another member an owner first.'],
  NOT_YOUR_OWN: [
    409,
    'This is your own account. Use Change password or Two-step sign-in, which ask for what you know.',
  ],
  TOO_LARGE: [413, 'What was sent is larger than {limit}. Send it in parts.'],
  UNSUPPORTED_TYPE: [415, 'Scrip does not read this kind of content. Send a form.'],
  BAD_REQUEST: [400, 'This request could not be read.'],
  OVERLOADED: [503, 'Scrip has more to do than it can. Nothing was changed; try again in a moment.'],
  DATABASE_BUSY: [503, 'The database is busy. Nothing was changed; try again in a moment.'],
  DISK_FULL: [507, 'The disk is full. Nothing was changed; make room on it, then try again.'],
  DISK_FAILED: [
    500,
    'The disk did not do as it was asked. Nothing was changed; look after it, then try again.',
  ],
  DATABASE_READ_ONLY: [
    500,
    'Scrip is not allowed to write to the database. Nothing was changed; let it write the file and its folder.',
  ],
  BACKUP_EXISTS: [409, '{file} is there already. Name another file.'],
  BACKUP_DISAGREES: [
    500,
    '{file} does not verify, so it is no backup. Things that disagree: {count}. Name it in DATABASE_FILE and run scrip verify.',
  ],
  DATABASE_UNREADABLE: [500, '{file} cannot be used: {reason}'],
  UNEXPECTED: [500, 'Something went wrong on our side. Nothing was changed. The log has request {request}.'],
  TEMPLATE_FROZEN: [
    409,
    'Vouchers of template {template} were asked for, so its terms are frozen. Copy it to change them.',
  ],
  TEMPLATE_ARCHIVED: [409, 'Template {template} is archived: nothing more can be issued from it.'],
  TEMPLATE_ENDED: [409, 'The last day of template {template} is over: nothing more can be issued from it.'],
  ISSUANCE_DECIDED: [409, 'Issuance {issuance} is no longer in review.'],
  ISSUANCE_NOT_YOURS: [403, 'Only the person who asked for issuance {issuance} can cancel it.'],
  ISSUANCE_OWN: [403, 'You asked for issuance {issuance} yourself. Someone else must review it.'],
  CHARGE_DIFFERS: [
    409,
    'Charge {charge} was posted before with other content. Send a new charge under a new id.',
  ],
  REFUND_DIFFERS: [
    409,
    'Refund {refund} was posted before with other content. Send a new refund under a new id.',
  ],
  TOKEN_MISSING: [
    401,
    'Show a token in the header "Authorization: Bearer ...". An owner makes one under API tokens.',
  ],
  TOKEN_INVALID: [401, 'This token is not known, or was revoked. An owner makes a new one under API tokens.'],
  TOKEN_SCOPE: [403, 'This token lacks the scope {scope}. An owner makes one that has it under API tokens.'],
  CONFIGURATION: [500, '{name}: {reason}'],
} as const satisfies Record<string, readonly [status: number, sentence: Sentence]>

type ProblemCode = keyof typeof PROBLEMS

/** A refusal from the catalogue. `code`, `statusCode` and the phrase say which, how and why. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly statusCode: number
  readonly phrase: Phrase

  constructor(code: ProblemCode, values: Record<string, string | number> = {}) {
    const [status, sentence] = PROBLEMS[code]
    super(inEnglish({ sentence, values }))
    this.name = 'Problem'
    this.code = code
    this.statusCode = status
    this.phrase = { sentence, values }
  }
}

/** What is wrong with one field of a form or of a request. */
export interface FieldError {
  field: string
  phrase: Phrase
  /** Where the field is a list: the number of the bad line, from 1. */
  line?: number | undefined
}

/** What was filled in cannot be used: answered with 422, the fields named and everything typed kept. */
export class InvalidInput extends Error {
  readonly errors: FieldError[]

  constructor(errors: FieldError[]) {
    super(errors.map(({ field, phrase }) => `${field}: ${inEnglish(phrase)}`).join('; '))
    this.name = 'InvalidInput'
    this.errors = errors
  }
}

/**
 * Runs several readings of one form, so that a person hears of all that is wrong and not of the first thing.
 * @throws InvalidInput with the errors of them all; anything else at once
 */
export async function readAll<T extends readonly unknown[]>(
  ...readings: { [Index in keyof T]: () => T[Index] | Promise<T[Index]> }
): Promise<T> {
  const errors: FieldError[] = []
  const results: unknown[] = []
  for (const read of readings) {
    try {
      results.push(await read())
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      errors.push(...error.errors)
    }
  }
  if (errors.length > 0) throw new InvalidInput(errors)
  return results as unknown as T
}
