import { statements as partners } from './0001-partners.ts'
import { statements as catalogue } from './0002-catalogue.ts'
import { statements as templates } from './0003-templates.ts'
import { statements as vouchers } from './0004-vouchers.ts'
import { statements as charges } from './0005-charges.ts'
import { statements as team } from './0006-team.ts'
import { statements as keptRefunds } from './0007-kept-refunds.ts'
import { statements as reportSums } from './0008-report-sums.ts'
import { statements as voucherList } from './0009-voucher-list.ts'
import { statements as views } from './0010-views.ts'
import { statements as language } from './0011-language.ts'
import { statements as lists } from './0012-lists.ts'
import { statements as indexes } from './0013-indexes.ts'
import { statements as voucherStates } from './0014-voucher-states.ts'

/**
 * Every migration, oldest first. A list and not a folder that is read: the single executable has no folder.
 * A migration that was released is never changed; the next one mends it.
 */
export const migrations: readonly { name: string; statements: readonly string[] }[] = [
  { name: '0001-partners', statements: partners },
  { name: '0002-catalogue', statements: catalogue },
  { name: '0003-templates', statements: templates },
  { name: '0004-vouchers', statements: vouchers },
  { name: '0005-charges', statements: charges },
  { name: '0006-team', statements: team },
  { name: '0007-kept-refunds', statements: keptRefunds },
  { name: '0008-report-sums', statements: reportSums },
  { name: '0009-voucher-list', statements: voucherList },
  { name: '0010-views', statements: views },
  { name: '0011-language', statements: language },
  { name: '0012-lists', statements: lists },
  { name: '0013-indexes', statements: indexes },
  { name: '0014-voucher-states', statements: voucherStates },
]
