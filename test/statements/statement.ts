import type { Browser } from '../support/browser.ts'
import type { Desk } from '../support/desk.ts'
import type { Page } from '../support/page.ts'

/** Makes a link to a customer's statement on its page. @returns its token */
export async function makeLink(
  desk: Desk,
  customerId: number,
  browser: Browser = desk.browser,
): Promise<string> {
  const page = await browser.get(`/customers/${customerId}/statements`)
  return tokenOf(await page.form('Make statement link').submit())
}

/** The token in the link that a page shows. */
export function tokenOf(page: Page): string {
  const token = /\/statements\/([\w-]{43})/.exec(page.text)?.[1]
  if (token === undefined) throw new Error(`${page.path} shows no link`)
  return token
}
