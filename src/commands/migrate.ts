import type { Command } from 'commander'
import type { Db } from '../database/open.ts'
import { keepUtcOffsets } from '../partners/keep-utc-offsets.ts'
import { migrateUnserved, onDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { print, tell } from './terminal.ts'

/** Gives `scrip migrate` its help, its options and its work. */
export function define(command: Command): void {
  command.description(
    'Bring the database to the newest schema, all of it or nothing, making it where there is none. The console does the same when it starts.',
  )
  withExamples(withJson(command), 'scrip migrate').action(({ json }) =>
    onDatabase((db, file) => bringUpToDate(db, file, json)),
  )
}

async function bringUpToDate(db: Db, file: string, json?: boolean): Promise<void> {
  const applied = await migrateUnserved(db, file)
  await db.transaction().execute(keepUtcOffsets)
  tell(json, { applied }, () =>
    print(applied.length === 0 ? 'The schema is current.' : `Applied ${applied.join(', ')}.`),
  )
}
