import { labelOf, PAYMENT_MODE_OPTIONS, scopeInShort, USAGE_OPTIONS } from '../templates/template-words.ts'
import type { At } from '../time/instant.ts'
import type { Format } from '../web/format.ts'
import { validityDaysIn } from './validity.ts'
import { type VoucherStatus, voucherStatus } from './voucher.ts'
import type { VoucherRow } from './voucher-list.ts'
import { VOUCHER_STATUS_OPTIONS } from './voucher-words.ts'

/** A voucher as the list shows it to people. @param canWithdraw whether whoever looks may withdraw one of a status */
export function inList(
  row: VoucherRow,
  at: At,
  format: Format,
  canWithdraw: (status: VoucherStatus) => boolean,
) {
  const { t, timeZone } = format
  const { terms } = row
  const status = voucherStatus(row, at)
  const { firstDayOn, lastDayOn } = validityDaysIn(timeZone)(row)
  return {
    number: row.number,
    accountId: row.accountId,
    customerName: row.customerName,
    template: { id: row.templateId, name: terms.name },
    type: t(scopeInShort(terms.scope)),
    paymentMode: t(labelOf(PAYMENT_MODE_OPTIONS, terms.paymentMode)),
    usage: t(labelOf(USAGE_OPTIONS, terms.usage)),
    face: format.amount(row.faceMinor),
    balance: format.amount(row.balanceMinor),
    status: { word: status, label: t(labelOf(VOUCHER_STATUS_OPTIONS, status)) },
    firstDay: format.day(firstDayOn),
    lastDay: format.day(lastDayOn),
    issued: format.at(row.issuedAt),
    reason: row.reason,
    withdrawable: canWithdraw(status),
  }
}
