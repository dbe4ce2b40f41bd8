import { statements as ofViews } from './0010-views.ts'

const views = ofViews.filter((statement) => statement.startsWith('CREATE VIEW '))

/** The state, of a row as it stands in a trigger or in the table. @param row what goes before a column's name */
const stateOf = (row: string) => `CASE
    WHEN ${row}withdrawn_at IS NOT NULL THEN 'withdrawn'
    WHEN ${row}lapsed_at IS NOT NULL THEN 'expired'
    WHEN ${row}balance_minor = 0 THEN 'used_up'
    WHEN ${row}balance_minor < ${row}face_minor THEN 'part_used'
    ELSE 'unused' END`

/**
 * Of a column that is made of the balance, SQLite writes every index anew at each deduction, though most leave a voucher
 * part used. The state is written down instead, where it changes; the triggers hold it to what it was made of.
 */
export const statements = [
  'DROP VIEW charge_list',
  'DROP VIEW liability_by_month',
  'DROP VIEW customer_balances',
  'DROP VIEW voucher_list',
  'DROP INDEX vouchers_by_state',
  'DROP INDEX vouchers_by_state_and_expiry',
  'DROP INDEX vouchers_of_template_by_state',
  'DROP TRIGGER vouchers_are_issued_whole',
  'DROP TRIGGER vouchers_change_only_with_the_ledger',
  'DROP TRIGGER ledger_entries_move_the_balance',

  // With the last column goes the comment of the one before it: it is given to the new one.
  'ALTER TABLE vouchers DROP COLUMN state',
  `ALTER TABLE vouchers ADD COLUMN state TEXT NOT NULL DEFAULT 'unused'
    /* the status but for the clock: at expires_at an unused or part used voucher is expired, whatever stands here;
    lapsed_at: when the ledger took back what had expired */`,
  `UPDATE vouchers SET state = ${stateOf('')}
WHERE balance_minor < face_minor OR withdrawn_at IS NOT NULL OR lapsed_at IS NOT NULL`,

  'CREATE INDEX vouchers_by_state ON vouchers (partner_id, state)',
  'CREATE INDEX vouchers_by_state_and_expiry ON vouchers (partner_id, state, expires_at)',
  'CREATE INDEX vouchers_of_template_by_state ON vouchers (template_id, state)',

  `CREATE TRIGGER vouchers_are_issued_whole BEFORE INSERT ON vouchers
WHEN NEW.balance_minor <> NEW.face_minor OR NEW.withdrawn_at IS NOT NULL OR NEW.lapsed_at IS NOT NULL
  OR NEW.state IS NOT 'unused'
  OR NOT EXISTS (SELECT 1 FROM issuances WHERE id = NEW.issuance_id AND partner_id = NEW.partner_id
    AND template_id = NEW.template_id AND status = 'issued')
  OR NOT EXISTS (SELECT 1 FROM customers WHERE id = NEW.customer_id AND partner_id = NEW.partner_id)
BEGIN SELECT RAISE(ABORT, 'a voucher is issued whole, by an issuance of its template, to a customer of its partner'); END`,
  `CREATE TRIGGER vouchers_change_only_with_the_ledger BEFORE UPDATE ON vouchers
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.number <> OLD.number
  OR NEW.template_id <> OLD.template_id OR NEW.issuance_id <> OLD.issuance_id OR NEW.customer_id <> OLD.customer_id
  OR NEW.face_minor <> OLD.face_minor OR NEW.valid_from_at <> OLD.valid_from_at OR NEW.expires_at <> OLD.expires_at
  OR NEW.issued_at <> OLD.issued_at
  OR NEW.state IS NOT ${stateOf('NEW.')}
  OR NOT EXISTS (
    SELECT 1 FROM ledger_entries AS entry
    WHERE entry.id = (SELECT max(id) FROM ledger_entries WHERE voucher_id = OLD.id)
      AND entry.balance_after_minor = NEW.balance_minor
      AND NEW.withdrawn_at IS CASE entry.kind WHEN 'withdraw' THEN coalesce(OLD.withdrawn_at, entry.posted_at) ELSE OLD.withdrawn_at END
      AND NEW.lapsed_at IS CASE entry.kind WHEN 'expire' THEN coalesce(OLD.lapsed_at, entry.posted_at) ELSE OLD.lapsed_at END)
BEGIN SELECT RAISE(ABORT, 'a voucher changes only by way of a ledger entry'); END`,
  `CREATE TRIGGER ledger_entries_move_the_balance AFTER INSERT ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'ledger entries are counted one by one, without a gap')
  WHERE EXISTS (SELECT 1 FROM ledger_entries WHERE id > NEW.id)
    OR (NEW.id <> 1 AND NOT EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.id - 1));
  -- A voucher that stays part used, as most do: no index of the states is written.
  UPDATE vouchers SET balance_minor = NEW.balance_after_minor
  WHERE id = NEW.voucher_id AND state = 'part_used'
    AND NEW.balance_after_minor > 0 AND NEW.balance_after_minor < face_minor;
  -- Any other: its balance has not been moved yet.
  UPDATE vouchers SET
    balance_minor = NEW.balance_after_minor,
    withdrawn_at = CASE NEW.kind WHEN 'withdraw' THEN coalesce(withdrawn_at, NEW.posted_at) ELSE withdrawn_at END,
    lapsed_at = CASE NEW.kind WHEN 'expire' THEN coalesce(lapsed_at, NEW.posted_at) ELSE lapsed_at END,
    state = CASE
      WHEN NEW.kind = 'withdraw' OR withdrawn_at IS NOT NULL THEN 'withdrawn'
      WHEN NEW.kind = 'expire' OR lapsed_at IS NOT NULL THEN 'expired'
      WHEN NEW.balance_after_minor = 0 THEN 'used_up'
      WHEN NEW.balance_after_minor < face_minor THEN 'part_used'
      ELSE 'unused' END
  WHERE id = NEW.voucher_id
    AND (balance_minor <> NEW.balance_after_minor OR NEW.kind IN ('withdraw', 'expire'));
END`,

  ...views,
]
