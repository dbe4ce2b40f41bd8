import { sql } from 'kysely'
import type { Check } from './check.ts'

/** Every template has issued what its issuances say. */
export const TEMPLATES: Check = {
  records: 'Templates',
  table: 'templates',
  size: 100,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT templates.id AS template, templates.issued_count, templates.issued_minor, templates.frozen_at,
      templates.max_vouchers, templates.max_total_minor,
      coalesce(sum(issuances.voucher_count) FILTER (WHERE issuances.status = 'issued'), 0) AS summed_count,
      coalesce(sum(issuances.total_minor) FILTER (WHERE issuances.status = 'issued'), 0) AS summed_minor,
      count(issuances.id) AS issuances
    FROM templates LEFT JOIN issuances ON issuances.template_id = templates.id
    WHERE templates.partner_id = ${partnerId} AND templates.id > ${after} AND templates.id <= ${upTo}
    GROUP BY templates.id`,
  rules: [
    {
      broken: 'issued_count IS NOT summed_count',
      sentence:
        'The issued vouchers of template {template} should number {summedCount}, and it says {issuedCount}.',
    },
    {
      broken: 'issued_minor IS NOT summed_minor',
      sentence: 'Template {template} should have issued {summedMinor} in all, and says {issuedMinor}.',
    },
    {
      broken: 'summed_count > max_vouchers',
      sentence: 'Template {template} should issue at most {maxVouchers} vouchers, and issued {summedCount}.',
    },
    {
      broken: 'summed_minor > max_total_minor',
      sentence: 'Template {template} should issue at most {maxTotalMinor} in all, and issued {summedMinor}.',
    },
    {
      broken: 'issuances > 0 AND frozen_at IS NULL',
      sentence: 'Template {template} should be frozen since its first issuance, and can be changed.',
    },
  ],
}

/** Every issuance issued as many vouchers and as much as it says, or none where it was never approved. */
export const ISSUANCES: Check = {
  records: 'Issuances',
  table: 'issuances',
  // One issuance may have 10,000 vouchers.
  size: 10,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT issuances.id AS issuance,
      CASE issuances.status WHEN 'issued' THEN issuances.voucher_count ELSE 0 END AS voucher_count,
      CASE issuances.status WHEN 'issued' THEN issuances.total_minor ELSE 0 END AS total_minor,
      count(DISTINCT vouchers.id) AS found_count, coalesce(sum(entry.amount_minor), 0) AS issued_minor,
      (issuances.status = 'issued' AND templates.funding = 'sponsored'
        AND issuances.decided_by IS issuances.requested_by) AS is_unreviewed,
      templates.partner_id IS NOT issuances.partner_id AS is_elsewhere
    FROM issuances
    LEFT JOIN templates ON templates.id = issuances.template_id
    LEFT JOIN vouchers ON vouchers.issuance_id = issuances.id
    LEFT JOIN ledger_entries AS entry ON entry.voucher_id = vouchers.id AND entry.kind = 'issue'
    WHERE issuances.partner_id = ${partnerId} AND issuances.id > ${after} AND issuances.id <= ${upTo}
    GROUP BY issuances.id`,
  rules: [
    {
      broken: 'voucher_count IS NOT found_count',
      sentence: 'The vouchers of issuance {issuance} should number {voucherCount}, and number {foundCount}.',
    },
    {
      broken: 'total_minor IS NOT issued_minor',
      sentence:
        'Issuance {issuance} should have issued {totalMinor} by the ledger, and issued {issuedMinor}.',
    },
    {
      broken: 'is_unreviewed',
      sentence:
        'Issuance {issuance} is sponsored, and should be approved by somebody who did not ask for it.',
    },
    {
      broken: 'is_elsewhere',
      sentence: 'Issuance {issuance} should be of one partner, and names a template of another.',
    },
  ],
}

/** Every withdrawal took back what it says. What was taken again after a refund to a voucher does not count. */
export const WITHDRAWALS: Check = {
  records: 'Withdrawals',
  table: 'withdrawals',
  size: 200,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT withdrawals.id AS withdrawal, withdrawals.voucher_count, withdrawals.total_minor,
      coalesce(taken.found_count, 0) AS found_count, coalesce(taken.taken_minor, 0) AS taken_minor
    FROM withdrawals
    LEFT JOIN (
      SELECT withdrawal_id, count(*) AS found_count, -sum(amount_minor) AS taken_minor FROM ledger_entries AS entry
      WHERE withdrawal_id > ${after} AND withdrawal_id <= ${upTo} AND NOT EXISTS (SELECT 1 FROM ledger_entries AS prior
        WHERE prior.voucher_id = entry.voucher_id AND prior.kind = 'withdraw' AND prior.id < entry.id)
      GROUP BY withdrawal_id
    ) AS taken ON taken.withdrawal_id = withdrawals.id
    WHERE withdrawals.partner_id = ${partnerId} AND withdrawals.id > ${after} AND withdrawals.id <= ${upTo}`,
  rules: [
    {
      broken: 'voucher_count IS NOT found_count',
      sentence:
        'The vouchers of withdrawal {withdrawal} should number {voucherCount}, and number {foundCount}.',
    },
    {
      broken: 'total_minor IS NOT taken_minor',
      sentence: 'Withdrawal {withdrawal} should have taken back {totalMinor}, and took {takenMinor}.',
    },
  ],
}
