import { CUSTOMER_STATUS_OPTIONS } from '../customers/customer-queries.ts'
import type { SignedIn } from '../partners/signed-in.ts'
import { templateStatus } from '../templates/template.ts'
import { labelOf, TEMPLATE_STATUS_OPTIONS } from '../templates/template-words.ts'
import { dayOf } from '../time/instant.ts'
import { voucherStatus } from '../vouchers/voucher.ts'
import { VOUCHER_STATUS_OPTIONS } from '../vouchers/voucher-words.ts'
import { paths } from '../web/paths.ts'
import type { Found } from './search.ts'

/** What was found, as its page shows it. @param text what was sought */
export function foundInWords({ customers, templates, vouchers, more }: Found, text: string, who: SignedIn) {
  const { format, act } = who
  const today = dayOf(act.at, format.timeZone)
  return {
    isEmpty: customers.length + templates.length + vouchers.length === 0,
    customers: customers.map(({ id, accountId, name, active }) => {
      const [word, label] = CUSTOMER_STATUS_OPTIONS[active ? 0 : 1]
      return { id, accountId, name, status: { word, label: format.t(label) } }
    }),
    templates: templates.map((template) => {
      const status = templateStatus(template, today)
      const label = format.t(labelOf(TEMPLATE_STATUS_OPTIONS, status))
      return { id: template.id, name: template.name, status: { word: status, label } }
    }),
    vouchers: vouchers.map((voucher) => {
      const status = voucherStatus(voucher, act.at)
      const label = format.t(labelOf(VOUCHER_STATUS_OPTIONS, status))
      return { ...voucher, balance: format.amount(voucher.balanceMinor), status: { word: status, label } }
    }),
    allByAccountId: more.customersByAccountId ? paths.customers({ account_id: text }) : '',
    allByName: more.customersByName ? paths.customers({ name: text }) : '',
    allTemplates: more.templates ? paths.templates({ name: text }) : '',
    hasMoreVouchers: more.vouchers,
  }
}
