import { TOTP } from 'otpauth'
import type { Browser } from './browser.ts'
import { type Desk, PASSWORD } from './desk.ts'
import type { Page } from './page.ts'

/** How long a code of an authenticator app is shown, in seconds. */
export const STEP = 30

/** What an authenticator app shows. @param steps how far its clock is off, in steps of thirty seconds */
export function codeAt(secret: string, at: string, steps = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.parse(at) + steps * STEP * 1000 })
}

/** The key on the page that sets an app up, as an app takes it in. */
export function keyOn(page: Page): string {
  return /<code class=token>([A-Z2-7 ]+)<\/code>/.exec(page.body)?.[1]?.replaceAll(' ', '') ?? ''
}

/** The recovery codes on a page. */
export function recoveryCodesOn(page: Page): string[] {
  return [...page.body.matchAll(/<code>([\d-]+)<\/code>/g)].map(([, code = '']) => code)
}

/** Begins to turn two-step sign-in on. @returns the page with the key for an app */
export async function beginTurnOn(browser: Browser): Promise<Page> {
  const off = await browser.get('/two-step')
  return off.form('Turn on').fill({ 'Current password': PASSWORD }).submit()
}

/**
 * Turns two-step sign-in on in a browser, and lets the code that it took pass.
 * @returns the secret, and the recovery codes
 */
export async function turnOn(
  { clock }: Pick<Desk, 'clock'>,
  browser: Browser,
): Promise<{ secret: string; codes: string[] }> {
  const setUp = await beginTurnOn(browser)
  const secret = keyOn(setUp)
  const done = await setUp
    .form('Confirm')
    .fill({ Code: codeAt(secret, clock.now) })
    .submit()
  clock.pass(STEP)
  return { secret, codes: recoveryCodesOn(done) }
}

/** Adds a member who signs in with two steps. */
export async function addTwoStepMember(desk: Desk) {
  const member = await desk.addMember('viewer')
  return { ...member, ...(await turnOn(desk, member.browser)) }
}

/** Types a code into the page that asks for it and presses a button. */
export function enterCode(page: Page, code: string, button = 'Sign in'): Promise<Page> {
  return page.form(button).fill({ Code: code }).submit()
}
