import type { Act, Sent } from './acts.ts'
import { demand } from './bank.ts'
import { minorOf } from './desk.ts'

type Records = readonly Record<string, string>[]

/** What the console says is there, of one customer who has everything. */
interface There {
  entries: Records
  charges: Records
  vouchers: Records
}

/**
 * Holds that what was acknowledged is there once, with the amount that was acknowledged, and that whatever is there
 * was sent. What was sent and not answered may be there or not.
 *
 * @throws Error that names the act
 */
export function requireAsAcknowledged(sent: ReadonlyMap<string, Sent>, there: There): void {
  const found = amountsByAct(there)
  for (const { act, said } of sent.values()) {
    if (!said) continue
    const amounts = found.get(`${act.kind} ${act.key}`)
    demand(amounts !== undefined, `${act.kind} ${act.key} was acknowledged and is lost`)
    demand(
      amounts === said.amountMinor,
      `${act.kind} ${act.key} was acknowledged with ${said.amountMinor}, and is there with ${amounts}`,
    )
  }
  for (const name of found.keys()) {
    const [kind, key = ''] = name.split(' ')
    demand(sent.get(key)?.act.kind === kind, `${name} is there and was never sent`)
  }
  const ids = there.charges.map(({ charge_id }) => charge_id)
  demand(new Set(ids).size === ids.length, 'a charge is there twice')
}

/** The sum of the amounts of each act that is there: what is there twice has twice the amount. */
function amountsByAct({ entries, charges, vouchers }: There): Map<string, number> {
  const sums = new Map<string, number>()
  const add = (kind: Act['kind'], key: string | undefined, minor: number) =>
    sums.set(`${kind} ${key}`, (sums.get(`${kind} ${key}`) ?? 0) + minor)
  // A charge that no voucher covers has no entry.
  for (const { charge_id } of charges) add('charge', charge_id, 0)
  for (const { entry, amount, charge_id, refund_id, voucher } of entries) {
    if (entry === 'deduct') add('charge', charge_id, -minorOf(amount))
    if (entry === 'refund') add('refund', refund_id, minorOf(amount))
    if (entry === 'withdraw') add('withdraw', voucher, -minorOf(amount))
  }
  for (const { reason, face_value } of vouchers) add('issue', reason, minorOf(face_value))
  return sums
}
