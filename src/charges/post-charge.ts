import type { Insertable } from 'kysely'
import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { often, oftenInserted } from '../database/often.ts'
import type { Db } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import { Problem } from '../errors.ts'
import { requireStill } from '../members/member-queries.ts'
import { type ChargeInput, type ChargeSource, fingerprintOf } from './charge.ts'
import { type ChargeResult, findResult } from './charge-result.ts'
import { listPayableVouchers } from './payable-vouchers.ts'
import { type DeductionPlan, planDeductions } from './plan-deductions.ts'

/** What became of a request to post: the result, and whether it was there before. */
export interface Posted {
  result: ChargeResult
  repeated: boolean
}

/**
 * Posts a charge and lets the customer's vouchers pay it, in the transaction it is given. The same charge
 * again answers the same result and posts nothing.
 *
 * @throws Problem CHARGE_DIFFERS when the id is known with other content; NOT_ALLOWED where whoever acts
 *   may not do so any more
 */
export async function postCharge(
  trx: Db,
  act: Act,
  input: ChargeInput,
  source: ChargeSource,
): Promise<Posted> {
  // Who posts a bill is asked once, and not at each of its fees.
  if (source.source === 'hand') await requireStill(trx, act, 'issue')
  const known = await findRepeated(trx, act, input)
  if (known) return { result: known, repeated: true }
  const plan = await planCharge(trx, act, input)
  const id = await insertCharge(trx, act, input, source, plan)
  await insertDeductions(trx, act, id, plan)
  await recordEvent(trx, act, {
    action: 'charge.posted',
    subject: `charge ${input.chargeId}`,
    after: {
      amountMinor: input.amountMinor,
      coveredMinor: plan.coveredMinor,
      source: source.source,
      ...(source.tokenId !== null && { token: source.tokenId }),
    },
  })
  return { result: toResult(input, plan), repeated: false }
}

/** What posting a charge would answer, and nothing is written. @throws Problem CHARGE_DIFFERS like posting */
export async function previewCharge(db: Db, act: Act, input: ChargeInput): Promise<ChargeResult> {
  const known = await findRepeated(db, act, input)
  return known ?? toResult(input, await planCharge(db, act, input))
}

async function findRepeated(db: Db, act: Act, input: ChargeInput): Promise<ChargeResult | undefined> {
  const [known] = await selectKnown(db, { partnerId: act.partnerId, chargeId: input.chargeId })
  if (!known) return undefined
  if (known.fingerprint !== fingerprintOf(input)) {
    throw new Problem('CHARGE_DIFFERS', { charge: input.chargeId })
  }
  return findResult(db, known.id)
}

const selectKnown = often((db, { partnerId, chargeId }: { partnerId: number; chargeId: string }) =>
  db
    .selectFrom('charges')
    .select(['id', 'fingerprint'])
    .where('partnerId', '=', partnerId)
    .where('chargeId', '=', chargeId),
)

async function planCharge(db: Db, act: Act, input: ChargeInput): Promise<DeductionPlan> {
  const vouchers = await listPayableVouchers(db, input.customer.id, input.product.id)
  return planDeductions({ ...input, occurredAt: input.occurredAt ?? act.at }, vouchers, act.at)
}

function toResult({ chargeId, amountMinor }: ChargeInput, plan: DeductionPlan): ChargeResult {
  return {
    chargeId,
    amountMinor,
    coveredMinor: plan.coveredMinor,
    deductions: plan.deductions.map(({ number, amountMinor, balanceAfterMinor }) => ({
      number,
      amountMinor,
      balanceAfterMinor,
    })),
    refused: plan.refused,
  }
}

async function insertCharge(
  trx: Db,
  act: Act,
  input: ChargeInput,
  source: ChargeSource,
  plan: DeductionPlan,
): Promise<number> {
  const { chargeId, customer, product, paymentMode, amountMinor, occurredAt, description } = input
  const { tokenId, billId, billedFeeId = null, exactAmount } = source
  return insertRow(trx, {
    partnerId: act.partnerId,
    chargeId,
    customerId: customer.id,
    productId: product.id,
    paymentMode,
    amountMinor,
    occurredAt: occurredAt ?? act.at,
    description,
    source: source.source,
    tokenId,
    billId,
    billedFeeId,
    exactAmount,
    fingerprint: fingerprintOf(input),
    refused: JSON.stringify(plan.refused),
    memberId: act.memberId,
    postedAt: act.at,
  })
}

const insertRow = oftenInserted((trx, row: Insertable<Tables['charges']>) =>
  trx.insertInto('charges').values({
    partnerId: row.partnerId,
    chargeId: row.chargeId,
    customerId: row.customerId,
    productId: row.productId,
    paymentMode: row.paymentMode,
    amountMinor: row.amountMinor,
    occurredAt: row.occurredAt,
    description: row.description,
    source: row.source,
    tokenId: row.tokenId,
    billId: row.billId,
    billedFeeId: row.billedFeeId,
    exactAmount: row.exactAmount,
    fingerprint: row.fingerprint,
    refused: row.refused,
    memberId: row.memberId,
    postedAt: row.postedAt,
  }),
)

async function insertDeductions(trx: Db, act: Act, chargeId: number, plan: DeductionPlan): Promise<void> {
  const { partnerId, memberId, at: postedAt } = act
  for (const { voucherId, amountMinor, balanceAfterMinor } of plan.deductions) {
    const deduction = {
      partnerId,
      voucherId,
      amountMinor: -amountMinor,
      balanceAfterMinor,
      chargeId,
      memberId,
    }
    await insertDeduction(trx, { ...deduction, postedAt })
  }
}

type Deduction = Pick<
  Insertable<Tables['ledgerEntries']>,
  'partnerId' | 'voucherId' | 'amountMinor' | 'balanceAfterMinor' | 'chargeId' | 'memberId' | 'postedAt'
>

const insertDeduction = often((trx, row: Deduction) =>
  trx.insertInto('ledgerEntries').values({
    partnerId: row.partnerId,
    voucherId: row.voucherId,
    kind: 'deduct',
    amountMinor: row.amountMinor,
    balanceAfterMinor: row.balanceAfterMinor,
    issuanceId: null,
    withdrawalId: null,
    chargeId: row.chargeId,
    memberId: row.memberId,
    postedAt: row.postedAt,
  }),
)
