import type { Command } from 'commander'
import { COMMAND_LINE } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { expireVouchers } from '../ledger/expire-vouchers.ts'
import { currencyOf } from '../money/currency.ts'
import { decimal, formatMoney } from '../money/format-amount.ts'
import { nowAt } from '../time/instant.ts'
import { migrateUnserved, onDatabaseThatIsThere } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'
import { working } from './working.ts'

/** Gives `scrip expire` its help, its options and its work. */
export function define(command: Command): void {
  command.description(
    'Let vouchers lapse whose last day and grace days are over. The console does it by itself every few minutes.',
  )
  withExamples(withJson(command), 'scrip expire').action(({ json }) =>
    onDatabaseThatIsThere((db, file) => expire(db, file, json)),
  )
}

async function expire(db: Db, file: string, json?: boolean): Promise<void> {
  await migrateUnserved(db, file)
  const all = await working(async (step, signal) => {
    step('Letting vouchers lapse')
    const lapsed = await expireVouchers(db, { now: nowAt, address: COMMAND_LINE, signal })
    signal.throwIfAborted()
    return lapsed
  })
  const lapsed = all.map(({ partner, vouchers, totalMinor }) => ({
    name: partner.name,
    currency: currencyOf(partner.currency),
    vouchers,
    totalMinor,
  }))
  const records = lapsed.map(({ name, currency, vouchers, totalMinor }) => ({
    partner: name,
    currency: currency.code,
    vouchers,
    total: decimal(totalMinor, currency),
  }))
  tell(json, records, () => {
    for (const { name, currency, vouchers, totalMinor } of lapsed) {
      const sum = formatMoney(totalMinor, currency)
      print(`${name}: ${vouchers} ${vouchers === 1 ? 'voucher' : 'vouchers'} lapsed, ${sum} in all.`)
    }
    if (lapsed.length === 0) print('No voucher was due to lapse.')
  })
}
