import type { Page } from '../support/page.ts'
import { type Desk, minorOf, requireStatus } from './desk.ts'

/** One change, with a key by which it is found again. Sent twice it is done once. */
export interface Act {
  kind: 'charge' | 'refund' | 'issue' | 'withdraw'
  key: string
  /** Sends it. @returns what was acknowledged, in minor units: of a charge what is covered, of a refund what went back */
  send(): Promise<Acknowledged>
}

interface Acknowledged {
  amountMinor: number
  /** What the answer said, the very same each time. */
  answer: string
}

/** An act that was sent, and what was acknowledged, if anything was. */
export interface Sent {
  act: Act
  said: Acknowledged | undefined
}

export function chargeOf(desk: Desk, key: string, amount: string): Act {
  const body = { charge_id: key, customer: '1001', product: 'compute', payment_mode: 'postpaid', amount }
  return {
    kind: 'charge',
    key,
    async send() {
      const answer = await post(desk, '/charges', body)
      return { amountMinor: minorOf(JSON.parse(answer).covered), answer }
    },
  }
}

export function refundOf(desk: Desk, charge: string, key: string, amount: string): Act {
  return {
    kind: 'refund',
    key,
    async send() {
      const answer = await post(desk, `/charges/${charge}/refunds`, { refund_id: key, amount })
      const returned = JSON.parse(answer).returned as { amount: string }[]
      return { amountMinor: returned.reduce((sum, back) => sum + minorOf(back.amount), 0), answer }
    },
  }
}

/** Fills in the form of issuing, up to its check page. */
export async function issueOf(desk: Desk, template: string, key: string, amount: string): Promise<Act> {
  const form = (await desk.client.get(`${template}/issuances/new`)).form('Continue')
  const check = await form.fill({ Customers: `1001 ${amount}`, Reason: key }).submit()
  return confirmationOf('issue', key, check, 'Sum')
}

/** Asks to withdraw a voucher, by whose number the act is known, up to the check page. */
export async function withdrawOf(desk: Desk, number: string): Promise<Act> {
  const check = await (await desk.client.get(`/vouchers/${number}`)).form('Withdraw').submit()
  return confirmationOf('withdraw', number, check, 'Taken back', { Reason: 'Never used' })
}

function confirmationOf(
  kind: Act['kind'],
  key: string,
  check: Page,
  sum: string,
  fields: Record<string, string> = {},
): Act {
  requireStatus(check, 200)
  const form = check.form('Confirm').fill(fields)
  return {
    kind,
    key,
    async send() {
      const result = await form.submit()
      requireStatus(result, 200)
      return { amountMinor: minorOf(result.answers()[sum]?.replace(/USD |,/g, '')), answer: result.path }
    },
  }
}

async function post(desk: Desk, path: string, body: object): Promise<string> {
  const answer = await fetch(desk.url + path, {
    method: 'POST',
    headers: { authorization: desk.authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return text
}
