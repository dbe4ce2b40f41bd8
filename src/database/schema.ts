import type { ChargeTables } from './charge-tables.ts'
import type { MemberTables } from './member-tables.ts'
import type { PartnerTables } from './partner-tables.ts'
import type { SumTables } from './sum-tables.ts'
import type { TemplateTables } from './template-tables.ts'
import type { VoucherTables } from './voucher-tables.ts'

/**
 * The row types of every table; the migrations hold the same with its constraints and comments.
 *
 * Names end in their unit: `...Minor` is an integer in the minor unit of the partner's currency, `...At` a
 * UTC instant as ISO 8601 text with milliseconds, `...On` a day as YYYY-MM-DD. Flags are 0 or 1.
 */
export interface Tables
  extends PartnerTables,
    MemberTables,
    TemplateTables,
    VoucherTables,
    ChargeTables,
    SumTables {}
