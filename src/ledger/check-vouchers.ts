import { sql } from 'kysely'
import type { Check, Window } from './check.ts'

/** Every voucher holds what its entries add up to, and says of its end and its state what they say. */
export const VOUCHERS: Check = {
  records: 'Vouchers',
  table: 'vouchers',
  size: 1000,
  // Materialized, or SQLite looks up each end twice.
  rows: (window) => sql`
    WITH told AS MATERIALIZED (${withLedger(window)})
    SELECT told.*, CASE
        WHEN first_withdrawn_at IS NOT NULL THEN 'withdrawn'
        WHEN first_lapsed_at IS NOT NULL THEN 'expired'
        WHEN sum_minor = 0 THEN 'used_up'
        WHEN sum_minor < face_minor THEN 'part_used'
        ELSE 'unused' END AS due_state
    FROM told`,
  rules: [
    {
      broken: 'balance_minor IS NOT sum_minor',
      sentence: 'Voucher {voucher} should hold {sumMinor} by its ledger, and holds {balanceMinor}.',
    },
    {
      broken: 'entries = 0',
      sentence: 'Voucher {voucher} should begin with its issue, and has no ledger entry.',
    },
    {
      broken: 'withdrawn_at IS NOT first_withdrawn_at',
      sentence:
        'By its ledger voucher {voucher} was withdrawn {firstWithdrawnAt}, and its row says {withdrawnAt}.',
    },
    {
      broken: 'lapsed_at IS NOT first_lapsed_at',
      sentence: 'By its ledger voucher {voucher} lapsed {firstLapsedAt}, and its row says {lapsedAt}.',
    },
    {
      broken: 'coalesce(first_withdrawn_at, first_lapsed_at) IS NOT NULL AND sum_minor <> 0',
      sentence: 'Voucher {voucher} should hold nothing after its end, and its ledger leaves {sumMinor}.',
    },
    {
      // Where the balance is wrong, that is said already.
      broken: 'balance_minor = sum_minor AND state <> due_state',
      sentence: 'By its ledger the state of voucher {voucher} is {dueState}, and its row says {state}.',
    },
    {
      broken: 'template IS NOT issued_template',
      sentence:
        'Voucher {voucher} should be of template {issuedTemplate} like its issuance, and is of {template}.',
    },
    {
      broken: 'is_elsewhere',
      sentence: 'Voucher {voucher} should be of one partner, and names records of another.',
    },
  ],
}

/** Each voucher with what its ledger tells of it. */
function withLedger({ partnerId, after, upTo }: Window) {
  return sql`
    SELECT vouchers.number AS voucher, vouchers.face_minor, vouchers.balance_minor, vouchers.withdrawn_at,
      vouchers.lapsed_at, vouchers.state,
      coalesce(sums.sum_minor, 0) AS sum_minor, coalesce(sums.entries, 0) AS entries,
      (SELECT posted_at FROM ledger_entries WHERE voucher_id = vouchers.id AND kind = 'withdraw'
        ORDER BY id LIMIT 1) AS first_withdrawn_at,
      (SELECT posted_at FROM ledger_entries WHERE voucher_id = vouchers.id AND kind = 'expire'
        ORDER BY id LIMIT 1) AS first_lapsed_at,
      (templates.partner_id IS NOT vouchers.partner_id OR issuances.partner_id IS NOT vouchers.partner_id
        OR customers.partner_id IS NOT vouchers.partner_id OR coalesce(sums.strangers, 0) > 0) AS is_elsewhere,
      vouchers.template_id AS template, issuances.template_id AS issued_template
    FROM vouchers
    LEFT JOIN (SELECT voucher_id, sum(amount_minor) AS sum_minor, count(*) AS entries,
        count(*) FILTER (WHERE partner_id <> ${partnerId}) AS strangers FROM ledger_entries
      WHERE voucher_id > ${after} AND voucher_id <= ${upTo} GROUP BY voucher_id) AS sums
      ON sums.voucher_id = vouchers.id
    LEFT JOIN templates ON templates.id = vouchers.template_id
    LEFT JOIN issuances ON issuances.id = vouchers.issuance_id
    LEFT JOIN customers ON customers.id = vouchers.customer_id
    WHERE vouchers.partner_id = ${partnerId} AND vouchers.id > ${after} AND vouchers.id <= ${upTo}`
}
