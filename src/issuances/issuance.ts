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

/** One line of what is asked for: as it was written, or as it is stored. */
export interface AskedLine {
  line: number
  accountId: string
  /** In minor units; or why what was written is no amount. */
  amountMinor: number | Phrase
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

/** What bounds what may be issued from a template. Amounts in minor units, `null`: no limit. */
export interface Limits extends Pick<Terms, 'maxVouchers' | 'maxVouchersPerCustomer' | 'maxTotalMinor'> {
  /** What was issued from it before. */
  issuedCount: number
  issuedMinor: number
  /** What the partner's budget leaves. */
  budgetLeftMinor: number | null
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

/** Reads the amounts of written lines. @param usualMinor the amount of a line that has none: the template's */
export function readAmounts(
  written: readonly WrittenLine[],
  usualMinor: number,
  currency: Currency,
): AskedLine[] {
  return written.map(({ line, accountId, amount }) => ({
    line,
    accountId,
    amountMinor: amount === '' ? usualMinor : readAmount(amount, currency),
  }))
}

/**
 * Checks what is asked for against the customers, the template's limits and the budget: all of it, not only the
 * first mistake. What is typed and what waits for its approval are checked by these same rules.
 *
 * @param customers those that were found, by account id
 * @returns the lines, and for each bad one its number and why; with any error nothing may be issued
 */
export function checkLines(
  asked: readonly AskedLine[],
  limits: Limits,
  customers: ReadonlyMap<string, IssuableCustomer>,
  currency: Currency,
): { lines: IssuanceLine[]; errors: FieldError[] } {
  const lines: IssuanceLine[] = []
  const errors: FieldError[] = []
  const firstLines = new Map<string, number>()
  const refuse = (reason: Phrase, line?: number) => errors.push({ field: 'customers', phrase: reason, line })
  if (asked.length > MOST_LINES) {
    refuse(phrase('Issue at most {max} vouchers in one go.', { max: MOST_LINES.toLocaleString('en') }))
    return { lines, errors }
  }
  for (const { line, accountId, amountMinor } of asked) {
    const customer = customers.get(accountId)
    const wrong =
      refusedCustomer(customer, accountId, limits.maxVouchersPerCustomer) ??
      refusedTwice(firstLines, accountId, line) ??
      (typeof amountMinor === 'number' ? undefined : amountMinor)
    if (wrong) refuse(wrong, line)
    else if (customer && typeof amountMinor === 'number') {
      lines.push({ line, customerId: customer.id, accountId, customerName: customer.name, amountMinor })
    }
  }
  for (const reason of refusedTotals(lines, limits, currency)) refuse(reason)
  if (asked.length === 0) refuse(phrase('Write at least one customer.'))
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
  { maxVouchers, maxTotalMinor, issuedCount, issuedMinor, budgetLeftMinor }: Limits,
  currency: Currency,
): Generator<Phrase> {
  if (maxVouchers !== null && issuedCount + lines.length > maxVouchers) {
    yield phrase('The template’s limit of vouchers leaves {left}; these are {count}.', {
      left: Math.max(0, maxVouchers - issuedCount),
      count: lines.length,
    })
  }
  const totalInAll = totalMinor(lines)
  const total = formatMoney(totalInAll, currency)
  const left = BigInt(maxTotalMinor ?? LARGEST_MINOR) - BigInt(issuedMinor)
  if (totalInAll > left) {
    yield phrase('The template allows {left} more; these add up to {total}.', {
      left: formatMoney(left < 0n ? 0n : left, currency),
      total,
    })
  }
  if (budgetLeftMinor !== null && totalInAll > budgetLeftMinor) {
    yield phrase('The budget leaves {left}; these add up to {total}.', {
      left: formatMoney(budgetLeftMinor, currency),
      total,
    })
  }
}
