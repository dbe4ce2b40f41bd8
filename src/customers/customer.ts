import { type Phrase, phrase } from '../errors.ts'

/** What a partner says about a customer. */
export type Customer = {
  /** As on the cloud's bill; unique for the partner, and never changed, because bills find the customer by it. */
  accountId: string
  name: string
  /** Empty where none is known. */
  email: string
  /** Nothing more is issued to a customer that is not active. */
  active: boolean
}

const LONGEST_ACCOUNT_ID = 100

/** Reads an account id; for `field`. It has no spaces, commas or semicolons: lists of customers are cut there. */
export function accountId(text: string): string | Phrase {
  if (text === '') return phrase('Fill this in.')
  if (text.length > LONGEST_ACCOUNT_ID)
    return phrase('Write at most {max} characters.', { max: LONGEST_ACCOUNT_ID })
  return /^[^\s,;"\p{C}]+$/u.test(text)
    ? text
    : phrase('Leave out spaces, commas, semicolons and quotation marks.')
}
