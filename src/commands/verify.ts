import type { Command } from 'commander'
import type { Db } from '../database/open.ts'
import { verifyDatabase } from '../ledger/verify-database.ts'
import { onCurrentDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'

export function define(command: Command): void {
  command.description(
    'Recompute the books from the ledger and name every record that disagrees. Changes nothing; ends with 1 where something disagrees. The console may run.',
  )
  withExamples(withJson(command), 'scrip verify', 'DATABASE_FILE=backup.db scrip verify').action(({ json }) =>
    onCurrentDatabase((db, file) => verify(db, file, json)),
  )
}

async function verify(db: Db, file: string, json?: boolean): Promise<void> {
  const lines: string[] = []
  const found = await verifyDatabase(db, file, json ? (line) => lines.push(line) : print)
  tell(json, { agrees: found === 0, disagreements: found, report: lines.map((line) => line.trim()) }, () =>
    print(found === 0 ? 'Everything agrees.' : `Things that disagree: ${found}.`),
  )
  if (found > 0) process.exitCode = 1
}
