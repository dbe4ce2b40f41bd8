import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Terms } from '../../src/templates/template.ts'
import type { Browser } from './browser.ts'
import { type Desk, openDesk } from './desk.ts'
import type { Page } from './page.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers } from './stock.ts'

// Bills as a person imports them: a file is chosen, the check page read, Confirm pressed.

/** Opens a desk with the customers and products that bills are about: two of each. */
export async function openBilledDesk(t: Test): Promise<Desk> {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001', '1002'])
  await stockProducts(desk, { compute: {}, storage: { name: 'Object storage' } })
  return desk
}

/** Terms of vouchers that were valid in October, when the usual lines arose, and still are in November. */
export const SINCE_OCTOBER: Partial<Terms> = {
  ...{ validity: 'fixed', firstDayOn: '2026-10-01', lastDayOn: '2026-12-31', validDays: null },
}

/** Issues such vouchers, written as on the form. @returns their numbers */
export async function issueSinceOctober(desk: Desk, customers: string): Promise<string[]> {
  return (await stockVouchers(desk, await stockTemplate(desk, SINCE_OCTOBER), customers)).numbers
}

/** A line of a FOCUS bill: the columns that are not as usual. */
export type FocusLine = { [column: string]: string | undefined }

const USUAL_LINE: FocusLine = {
  SubAccountId: '1001',
  SubAccountName: 'Ada',
  ServiceName: 'compute',
  BilledCost: '30.00',
  BillingCurrency: 'USD',
  BillingPeriodStart: '2026-10-01 00:00:00',
  BillingPeriodEnd: '2026-11-01 00:00:00',
  ChargeCategory: 'Usage',
  ChargeFrequency: 'Usage-Based',
  ProviderName: 'AWS',
}

/** A FOCUS bill as a file. */
export function focusBill(lines: readonly FocusLine[], name = 'bill.csv'): File {
  const columns = [...new Set([USUAL_LINE, ...lines].flatMap((line) => Object.keys(line)))]
  const cell = (text = 'NULL') => `"${text.replaceAll('"', '""')}"`
  const rows = lines.map((line) => columns.map((column) => cell({ ...USUAL_LINE, ...line }[column])))
  const text = [columns.map((column) => cell(column)), ...rows].map((cells) => cells.join(','))
  return new File([`${text.join('\n')}\n`], name, { type: 'text/csv' })
}

export const WHOLE = 'The whole period so far'
export const FURTHER = 'Further lines'

/** Sends a file in. @returns the check page, the page that asks for the columns, or the form again */
export async function sendBill(browser: Browser, file: File, covers: string = WHOLE): Promise<Page> {
  const form = (await browser.get('/bills/new')).form('Continue')
  return form.fill({ 'What the file is': [covers], 'CSV file': file }).submit()
}

/** Sends a file in and confirms it. @returns the page of the bill */
export async function importBill(browser: Browser, file: File, covers: string = WHOLE): Promise<Page> {
  return (await sendBill(browser, file, covers)).form('Confirm').submit()
}

/** Imports lines of a FOCUS bill. @returns the page of the bill */
export function importLines(
  browser: Browser,
  lines: readonly FocusLine[],
  covers: string = WHOLE,
): Promise<Page> {
  return importBill(browser, focusBill(lines), covers)
}

/** The files that lie in the folder for uploads. @param t the test that opened the desk */
export function uploadsOf(t: Test): string[] {
  try {
    return readdirSync(join(t.testdirName, 'uploads'))
  } catch {
    return []
  }
}
