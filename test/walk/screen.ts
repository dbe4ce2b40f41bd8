import type { Locator, Page } from 'playwright-core'

// What a person sees on the screen of a browser, and does there: everything is found by the words it bears.

/** A form field, by what is written at it. */
export function field(page: Page, label: string): Locator {
  const name = new RegExp(`^${label.replace(/[()]/g, '\\$&')}( \\(optional\\))?$`)
  return page.getByLabel(name)
}

export async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await field(page, label).fill(value)
}

/** Presses a button; the page's own, where what stands before it on every page has another of this name. */
export async function press(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).last().click()
}

export async function follow(page: Page, link: string): Promise<void> {
  await page.getByRole('link', { name: link, exact: true }).first().click()
}

export function heading(page: Page): Promise<string> {
  return page.getByRole('heading', { level: 1 }).innerText()
}

export function main(page: Page): Promise<string> {
  return page.getByRole('main').innerText()
}

export function said(page: Page): Promise<string> {
  return page.getByRole('alert').innerText()
}

export function flash(page: Page): Promise<string> {
  return page.getByRole('status').innerText()
}

export function rows(page: Page): Promise<string[]> {
  return page.locator('tbody tr').allInnerTexts()
}

export function cells(page: Page): Promise<string[]> {
  return page.locator('tbody td').allInnerTexts()
}
