import { type FieldError, type Phrase, phrase } from '../errors.ts'
import type { Currency } from '../money/currency.ts'
import { formatMoney } from '../money/format-amount.ts'
import { LARGEST_MINOR, parseAmount } from '../money/parse-amount.ts'
import type { Terms } from '../templates/template.ts'

/** One line of what is to be issued, as it was written. */
interface WrittenLine {
  /** Its place in the text, from 1. */
  line: number
  accountId: string
  /** Empty: the template's amount. */
  amount: string
}

/** One line that can be issued. */
export interface IssuanceLine {
  line: number
  customerId: number
  accountId: string
  customerName: string
  amountMinor: number
}

/** A customer as issuing needs it. */
export interface IssuableCustomer {
  id: number
  accountId: string
  name: string
  active: 0 | 1
  /** How many vouchers of the template it has been issued before. */
  issuedBefore: number
}

export const MOST_LINES = 10_000

/** A first line that names the columns, as a file has it: "account_id,amount", "Account id". */
const HEADER = /^[\s"]*account[ _-]?id(?=[\s,;"]|$)/i

/**
 * Reads a list of customers, one per line: the account id and, if it differs from the template's, the amount,
 * apart by spaces, a tab, a comma or a semicolon. Empty lines are passed over; so is a header line.
 */
export function readLines(text: string): WrittenLine[] {
  return text
    .normalize('NFC')
    .split(/\r\n|\r|\n/)
    .flatMap((written, index) => {
      if (index === 0 && HEADER.test(written)) return []
      const [accountId = '', ...amount] = written
        .trim()
        .split(/\s*[,;\t]\s*|\s+/)
        .map((part) => part.replace(/^"(.*)"$/, '$1'))
      return accountId === '' ? [] : [{ line: index + 1, accountId, amount: amount.join(' ').trim() }]
    })
}

/**
 * Checks what was written against the customers and the template's limits: all of it, not only the first
 * mistake.
 *
 * @param customers those that were found, by account id
 * @param issued what was issued from the template before
 * @returns the lines, and for each bad one its number and why; with any error nothing may be issued
 */
export function checkLines(
  written: readonly WrittenLine[],
  terms: Pick<Terms, 'amountMinor' | 'maxVouchers' | 'maxVouchersPerCustomer' | 'maxTotalMinor'>,
  issued: { issuedCount: number; issuedMinor: number },
  customers: ReadonlyMap<string, IssuableCustomer>,
  currency: Currency,
): { lines: IssuanceLine[]; errors: FieldError[] } {
  const lines: IssuanceLine[] = []
  const errors: FieldError[] = []
  const firstLines = new Map<string, number>()
  const refuse = (reason: Phrase, line?: number) => errors.push({ field: 'customers', phrase: reason, line })
  if (written.length > MOST_LINES) {
    refuse(phrase('Issue at most {max} vouchers in one go.', { max: MOST_LINES.toLocaleString('en') }))
    return { lines, errors }
  }
  for (const { line, accountId, amount } of written) {
    const customer = customers.get(accountId)
    const amountMinor = amount === '' ? terms.amountMinor : readAmount(amount, currency)
    const wrong =
      refusedCustomer(customer, accountId, terms.maxVouchersPerCustomer) ??
      refusedTwice(firstLines, accountId, line) ??
      (typeof amountMinor === 'number' ? undefined : amountMinor)
    if (wrong) refuse(wrong, line)
    else if (customer && typeof amountMinor === 'number') {
      lines.push({ line, customerId: customer.id, accountId, customerName: customer.name, amountMinor })
    }
  }
  for (const reason of refusedTotals(lines, terms, issued, currency)) refuse(reason)
  if (written.length === 0) refuse(phrase('Write at least one customer.'))
  return { lines, errors }
}

/** What the lines come to. A sum past what an amount can hold is a bigint's to notice. */
export function totalMinor(lines: readonly { amountMinor: number }[]): bigint {
  return lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
}

function readAmount(text: string, currency: Currency): number | Phrase {
  const minor = parseAmount(text, currency)
  return minor === 0 ? phrase('The amount must be more than nothing.') : minor
}

function refusedCustomer(
  customer: IssuableCustomer | undefined,
  account: string,
  perCustomer: number | null,
): Phrase | undefined {
  if (!customer) return phrase('There is no customer {account}.', { account })
  if (customer.active === 0) return phrase('Customer {account} is not active.', { account })
  if (perCustomer === null || customer.issuedBefore < perCustomer) return undefined
  return phrase('Customer {account} has {count} of these vouchers, and the limit is {limit}.', {
    account,
    count: customer.issuedBefore,
    limit: perCustomer,
  })
}

function refusedTwice(firstLines: Map<string, number>, account: string, line: number): Phrase | undefined {
  const first = firstLines.get(account)
  if (first !== undefined)
    return phrase('Customer {account} stands in line {first} already.', { account, first })
  firstLines.set(account, line)
  return undefined
}

function* refusedTotals(
  lines: readonly IssuanceLine[],
  { maxVouchers, maxTotalMinor }: Pick<Terms, 'maxVouchers' | 'maxTotalMinor'>,
  issued: { issuedCount: number; issuedMinor: number },
  currency: Currency,
): Generator<Phrase> {
  if (maxVouchers !== null && issued.issuedCount + lines.length > maxVouchers) {
    yield phrase('The template’s limit of vouchers leaves {left}; these are {count}.', {
      left: Math.max(0, maxVouchers - issued.issuedCount),
      count: lines.length,
    })
  }
  const total = totalMinor(lines)
  const left = BigInt(maxTotalMinor ?? LARGEST_MINOR) - BigInt(issued.issuedMinor)
  if (total > left) {
    yield phrase('The template allows {left} more; these add up to {total}.', {
      left: formatMoney(left < 0n ? 0n : left, currency),
      total: formatMoney(total, currency),
    })
  }
}
