import { sql } from 'kysely'
import type { Check } from './check.ts'

/** Every entry of the budget follows from the one before it, and moves what its issuance or its return does. */
export const BUDGET_ENTRIES: Check = {
  records: 'Budget entries',
  table: 'budget_entries',
  // One return may be of 10,000 vouchers.
  size: 100,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT entry.id AS entry, entry.kind, abs(entry.amount_minor) AS moved_minor, entry.amount_minor,
      entry.total_minor, entry.remaining_minor, entry.issuance_id AS issuance,
      prior.id IS NULL AS is_first,
      coalesce(prior.remaining_minor, 0) + entry.amount_minor AS left_minor,
      coalesce(prior.total_minor, 0)
        + CASE WHEN entry.kind IN ('allocate', 'reclaim') THEN entry.amount_minor ELSE 0 END AS summed_minor,
      CASE issuances.status WHEN 'issued' THEN issuances.total_minor ELSE 0 END AS issued_minor,
      CASE WHEN entry.kind IN ('withdraw', 'expire') THEN coalesce((SELECT -sum(taken.amount_minor)
        FROM ledger_entries AS taken
        JOIN vouchers ON vouchers.id = taken.voucher_id
        JOIN budget_entries AS spent ON spent.issuance_id = vouchers.issuance_id
        WHERE taken.partner_id = entry.partner_id AND taken.kind IN ('withdraw', 'expire') AND taken.kind = entry.kind
          AND taken.withdrawal_id IS entry.withdrawal_id
          AND taken.id > prior.after_entry_id AND taken.id <= entry.after_entry_id), 0) END AS taken_minor,
      (issuances.partner_id IS NOT NULL AND issuances.partner_id <> entry.partner_id
        OR withdrawals.partner_id IS NOT NULL AND withdrawals.partner_id <> entry.partner_id) AS is_elsewhere
    FROM budget_entries AS entry
    LEFT JOIN budget_entries AS prior ON prior.id = (SELECT max(id) FROM budget_entries
      WHERE partner_id = entry.partner_id AND id < entry.id)
    LEFT JOIN issuances ON issuances.id = entry.issuance_id
    LEFT JOIN withdrawals ON withdrawals.id = entry.withdrawal_id
    WHERE entry.partner_id = ${partnerId} AND entry.id > ${after} AND entry.id <= ${upTo}`,
  rules: [
    {
      broken: `is_first AND kind <> 'allocate'`,
      sentence: 'The budget should begin with an allocation, and begins with budget entry {entry}: {kind}.',
    },
    {
      broken: 'remaining_minor IS NOT left_minor',
      sentence: 'Budget entry {entry} should leave {leftMinor}, and says {remainingMinor}.',
    },
    {
      broken: 'total_minor IS NOT summed_minor',
      sentence: 'Budget entry {entry} should make the total {summedMinor}, and says {totalMinor}.',
    },
    {
      broken: 'remaining_minor < 0 OR remaining_minor > total_minor',
      sentence:
        'Budget entry {entry} should leave at least nothing and at most {totalMinor}, and leaves {remainingMinor}.',
    },
    {
      broken: `kind = 'issue' AND moved_minor IS NOT issued_minor`,
      sentence:
        'Budget entry {entry} should take the {issuedMinor} of issuance {issuance}, and takes {movedMinor}.',
    },
    {
      broken: `kind IN ('withdraw', 'expire') AND moved_minor > taken_minor`,
      sentence:
        'Budget entry {entry} should bring back at most the {takenMinor} that vouchers had left of it, and brings {movedMinor}.',
    },
    {
      broken: 'is_elsewhere',
      sentence: 'Budget entry {entry} should be of one partner, and names records of another.',
    },
  ],
}

/**
 * What was issued since the budget began counts against it, and what was issued before does not. The order is
 * that of the ledger: an instant is when a request came, and not when it was done.
 */
export const BUDGETED_ISSUANCES: Check = {
  records: 'Issuances against the budget',
  table: 'issuances',
  size: 1000,
  rows: ({ partnerId, after, upTo }) => sql`
    SELECT issuances.id AS issuance, issuances.total_minor, spent.id AS entry,
      first.after_entry_id < (SELECT min(ledger_entries.id) FROM vouchers
        JOIN ledger_entries ON ledger_entries.voucher_id = vouchers.id
        WHERE vouchers.id = (SELECT min(id) FROM vouchers WHERE issuance_id = issuances.id)) AS counts
    FROM issuances
    JOIN budget_entries AS first ON first.id = (SELECT min(id) FROM budget_entries WHERE partner_id = ${partnerId})
    LEFT JOIN budget_entries AS spent ON spent.issuance_id = issuances.id
    WHERE issuances.partner_id = ${partnerId} AND issuances.status = 'issued'
      AND issuances.id > ${after} AND issuances.id <= ${upTo}`,
  rules: [
    {
      broken: 'counts AND entry IS NULL',
      sentence:
        'Issuance {issuance} of {totalMinor} should count against the budget, and has no entry in it.',
    },
    {
      broken: 'counts = 0 AND entry IS NOT NULL',
      sentence:
        'Issuance {issuance} was issued before there was a budget, and budget entry {entry} counts it.',
    },
  ],
}
