import type { Command } from 'commander'
import type { Db } from '../database/open.ts'
import { type Finding, verifyDatabase } from '../ledger/verify-database.ts'
import { onCurrentDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'
import { working } from './working.ts'

/** Gives `scrip verify` its help, its options and its work. */
export function define(command: Command): void {
  command.description(
    'Recompute the books from the ledger and name every record that disagrees. Changes nothing; ends with 1 where something disagrees. The console may run.',
  )
  withExamples(withJson(command), 'scrip verify', 'DATABASE_FILE=backup.db scrip verify').action(({ json }) =>
    onCurrentDatabase((db, file) => verify(db, file, json)),
  )
}

async function verify(db: Db, file: string, json?: boolean): Promise<void> {
  const findings: Finding[] = []
  const say = (finding: Finding) => {
    findings.push(finding)
    if (!json) print(inWords(finding))
  }
  const found = await working((step) => verifyDatabase(db, file, say, step('Verifying')))
  tell(json, toRecord(findings), () =>
    print(found === 0 ? 'Everything agrees.' : `Things that disagree: ${found}.`),
  )
  if (found > 0) process.exitCode = 1
}

function inWords({ about, disagreement, checked }: Finding): string {
  if (checked?.length === 0) return '  SQLite finds nothing wrong with it.'
  if (checked) return `  Checked: ${checked.map(({ records, count }) => `${records} ${count}`).join(', ')}.`
  return disagreement === undefined ? about : `  ${disagreement}`
}

function toRecord(findings: readonly Finding[]) {
  const disagreements = findings.flatMap(({ about, disagreement }) =>
    disagreement === undefined ? [] : [{ about, message: disagreement }],
  )
  const checked = findings.flatMap(({ about, checked = [] }) => checked.map((one) => ({ about, ...one })))
  return { agrees: disagreements.length === 0, disagreements, checked }
}
