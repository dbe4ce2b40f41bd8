import { type Command, Option } from 'commander'
import { COVERS } from '../bills/bill.ts'
import { customerImport } from '../customers/customer-import.ts'
import type { ImportedList, ImportedRow } from '../imports/imported-list.ts'
import { columnsOf } from '../imports/read-lines.ts'
import { productImport } from '../products/product-import.ts'
import { importBill } from './import-bill.ts'
import { importList } from './import-list.ts'
import { withExamples, withJson } from './options.ts'
import { withPartner } from './partner-option.ts'

/** Gives `scrip import` its help, its options and its work. */
export function define(command: Command): void {
  command.description(
    'Import a file: says what it would do, and does it with --yes. The same file as the console takes, checked in the same way.',
  )
  withExamples(
    command,
    'scrip import customers customers.csv',
    'scrip import bill october.csv --covers whole_period',
  )
  defineList(command.command('customers'), customerImport)
  defineList(command.command('products'), productImport)
  defineBill(command.command('bill'))
}

function defineList<Row extends ImportedRow>(command: Command, list: ImportedList<Row>): void {
  const columns = columnsOf(list).map(([, { header }]) => header)
  command
    .summary(`add and change ${list.name} from a CSV file`)
    .description(
      `Add and change ${list.name} from a CSV file with the columns ${columns.join(', ')}. Says what it would do; --yes does it, all of it or nothing.`,
    )
    .argument('<file>', 'the CSV file; - reads standard input')
    .option('--yes', 'do it')
    .option('--good-alone', 'leave out the lines that are refused, and import the others')
  withExamples(
    withJson(withPartner(command)),
    `scrip import ${list.name} ${list.name}.csv`,
    `scrip import ${list.name} ${list.name}.csv --yes`,
  ).action((file, options) => importList(list, file, options))
}

function defineBill(command: Command): void {
  command
    .summary('post the charges and refunds of a bill')
    .description(
      'Post the charges and refunds of a bill: a CSV file in FOCUS, or any with --column. Says what it would post; --yes posts it, all of it or nothing. The very same file posts nothing a second time.',
    )
    .argument('<file>', 'the CSV file; - reads standard input')
    .addOption(new Option('--covers <what>', 'what the file is').choices(COVERS).makeOptionMandatory())
    .option(
      '--column <field=name>',
      'which column holds customer, product, amount, currency, period, paymentMode or provider; or a value for all lines: month=2026-10, providerName=AWS. Remembered for files with the same columns',
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option('--yes', 'post it')
  withExamples(
    withJson(withPartner(command)),
    'scrip import bill october.csv --covers whole_period',
    'scrip import bill october.csv --covers whole_period --yes',
    'scrip import bill own.csv --covers further_lines --column customer=Account --column product=Service --column amount=Cost --column month=2026-10',
  ).action(importBill)
}
