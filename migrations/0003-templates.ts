/** The columns that are a template's terms: once it is frozen, none of them can change. */
const TERMS = [
  'partner_id',
  'name',
  'usage',
  'scope',
  'payment_mode',
  'amount_minor',
  'minimum_spend_minor',
  'validity',
  'first_day_on',
  'last_day_on',
  'valid_days',
  'funding',
  'max_vouchers',
  'max_vouchers_per_customer',
  'max_total_minor',
  'note',
  'created_by',
  'created_at',
  'frozen_at',
]

export const statements = [
  `CREATE TABLE templates (
  -- The terms a voucher is issued on. Frozen by its first issuance: from then on it is the record of them.
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  partner_id    INTEGER NOT NULL REFERENCES partners (id),
  name          TEXT NOT NULL,
  usage         TEXT NOT NULL CHECK (usage IN ('product_trial', 'customer_offer')),
  scope         TEXT NOT NULL CHECK (scope IN ('general', 'allowlist', 'blocklist')),
  payment_mode  TEXT NOT NULL CHECK (payment_mode IN ('all', 'prepaid', 'postpaid')),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 9007199254740991),
  minimum_spend_minor INTEGER NOT NULL CHECK (minimum_spend_minor BETWEEN 0 AND 9007199254740991),
  validity      TEXT NOT NULL CHECK (validity IN ('fixed', 'days')),
  first_day_on  TEXT CHECK ((validity = 'fixed') = (first_day_on IS NOT NULL)), -- every ..._on column: a day, YYYY-MM-DD
  last_day_on   TEXT CHECK ((validity = 'fixed') = (last_day_on IS NOT NULL) AND last_day_on >= first_day_on), -- included
  valid_days    INTEGER CHECK ((validity = 'days') = (valid_days IS NOT NULL) AND valid_days BETWEEN 1 AND 36500),
  funding       TEXT NOT NULL CHECK (funding IN ('own_cost', 'sponsored')),
  max_vouchers  INTEGER CHECK (max_vouchers > 0),                                -- empty: no limit
  max_vouchers_per_customer INTEGER CHECK (max_vouchers_per_customer > 0),
  max_total_minor INTEGER CHECK (max_total_minor BETWEEN 1 AND 9007199254740991),
  note          TEXT NOT NULL,
  created_by    INTEGER REFERENCES members (id),
  created_at    TEXT NOT NULL,
  frozen_at     TEXT,  -- the first issuance was asked for
  archived_at   TEXT,  -- nothing more is issued from it; its vouchers live on
  issued_count  INTEGER NOT NULL DEFAULT 0 CHECK (issued_count >= 0),  -- kept by the triggers of issuances
  issued_minor  INTEGER NOT NULL DEFAULT 0 CHECK (issued_minor BETWEEN 0 AND 9007199254740991)
) STRICT`,
  'CREATE INDEX templates_of_partner ON templates (partner_id, id)',

  `CREATE TABLE template_products (
  -- allowlist: the products a voucher pays. general and blocklist: the products it does not pay.
  template_id INTEGER NOT NULL REFERENCES templates (id),
  product_id  INTEGER NOT NULL REFERENCES products (id),
  PRIMARY KEY (template_id, product_id)
) STRICT, WITHOUT ROWID`,
  'CREATE INDEX template_products_by_product ON template_products (product_id)',

  `CREATE TRIGGER templates_keep_their_frozen_terms BEFORE UPDATE OF ${TERMS.join(', ')} ON templates
WHEN OLD.frozen_at IS NOT NULL
 AND (${TERMS.map((column) => `NEW.${column} IS NOT OLD.${column}`).join('\n   OR ')})
BEGIN SELECT RAISE(ABORT, 'the template was issued, so its terms are frozen'); END`,
  `CREATE TRIGGER templates_keep_their_id BEFORE UPDATE ON templates WHEN NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'a template keeps its id'); END`,
  `CREATE TRIGGER templates_stay_archived BEFORE UPDATE OF archived_at ON templates
WHEN OLD.archived_at IS NOT NULL AND NEW.archived_at IS NOT OLD.archived_at
BEGIN SELECT RAISE(ABORT, 'an archived template stays archived: copy it'); END`,
  `CREATE TRIGGER templates_are_never_replaced BEFORE INSERT ON templates
WHEN EXISTS (SELECT 1 FROM templates WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'templates are never replaced: copy it'); END`,
  `CREATE TRIGGER templates_begin_with_nothing_issued BEFORE INSERT ON templates
WHEN NEW.issued_count <> 0 OR NEW.issued_minor <> 0
BEGIN SELECT RAISE(ABORT, 'a template begins with nothing issued'); END`,
  `CREATE TRIGGER templates_are_never_deleted BEFORE DELETE ON templates
BEGIN SELECT RAISE(ABORT, 'templates are never deleted: archive it'); END`,

  ...(['INSERT', 'UPDATE', 'DELETE'] as const).map(
    (
      act,
    ) => `CREATE TRIGGER template_products_keep_frozen_terms_on_${act.toLowerCase()} BEFORE ${act} ON template_products
WHEN EXISTS (SELECT 1 FROM templates WHERE frozen_at IS NOT NULL
  AND id IN (${[act !== 'INSERT' && 'OLD.template_id', act !== 'DELETE' && 'NEW.template_id'].filter(Boolean).join(', ')}))
BEGIN SELECT RAISE(ABORT, 'the template was issued, so its terms are frozen'); END`,
  ),
  ...(['INSERT', 'UPDATE'] as const).map(
    (
      act,
    ) => `CREATE TRIGGER template_products_are_of_one_partner_on_${act.toLowerCase()} BEFORE ${act} ON template_products
WHEN NOT EXISTS (SELECT 1 FROM templates JOIN products USING (partner_id)
  WHERE templates.id = NEW.template_id AND products.id = NEW.product_id)
BEGIN SELECT RAISE(ABORT, 'a template lists products of its own partner'); END`,
  ),

  // What vouchers, bills and ledgers refer to stays where it is.
  ...[
    ['customers', 'account_id'],
    ['products', 'code'],
  ].map(
    ([table, code]) => `CREATE TRIGGER ${table}_stay_with_their_partner BEFORE UPDATE ON ${table}
WHEN NEW.id <> OLD.id OR NEW.partner_id <> OLD.partner_id OR NEW.${code} <> OLD.${code}
BEGIN SELECT RAISE(ABORT, '${table} keep their id and their ${code}, and stay with their partner'); END`,
  ),
  `CREATE TRIGGER products_in_templates_are_never_deleted BEFORE DELETE ON products
WHEN EXISTS (SELECT 1 FROM template_products WHERE product_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a product that a template lists is never deleted'); END`,
  `CREATE TRIGGER partners_keep_their_currency BEFORE UPDATE ON partners
WHEN NEW.id <> OLD.id
  OR (NEW.currency <> OLD.currency AND EXISTS (SELECT 1 FROM templates WHERE partner_id = OLD.id))
BEGIN SELECT RAISE(ABORT, 'a partner keeps its id, and its currency once there is a template'); END`,
  `CREATE TRIGGER partners_are_never_deleted BEFORE DELETE ON partners
BEGIN SELECT RAISE(ABORT, 'partners are never deleted'); END`,
  `CREATE TRIGGER partners_are_never_replaced BEFORE INSERT ON partners
WHEN EXISTS (SELECT 1 FROM partners WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'partners are never replaced'); END`,
]
