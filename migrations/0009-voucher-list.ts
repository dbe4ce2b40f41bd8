/**
 * Every filter and order of the list of vouchers goes straight to its rows, however many there are: `voucher-list.ts`
 * says which index each one takes.
 */
export const statements = [
  'CREATE INDEX vouchers_by_issue_time ON vouchers (partner_id, issued_at, id)',
  'CREATE INDEX vouchers_by_balance ON vouchers (partner_id, balance_minor, id)',
  'CREATE INDEX vouchers_by_state_and_expiry ON vouchers (partner_id, state, expires_at, id)',
  'CREATE INDEX vouchers_of_template_by_issue ON vouchers (template_id, id)',
  'CREATE INDEX vouchers_of_template_by_state ON vouchers (template_id, state, id)',
]
