import { existsSync } from 'node:fs'
import { readDatabaseFile } from '../config.ts'
import { holdFile } from '../database/hold-file.ts'
import { isOlder, migrate, requireCurrent } from '../database/migrate.ts'
import { type Db, openDatabase } from '../database/open.ts'
import { Problem } from '../errors.ts'

/** What a command does with the database of the settings. */
type Work = (db: Db, file: string) => Promise<void>

const NO_FILE = 'there is no such file. scrip serve and scrip migrate make it; DATABASE_FILE names another.'

/** Works on the database, making it where there is none. */
export async function onDatabase(work: Work): Promise<void> {
  const file = readDatabaseFile()
  await holding(file, () => onOpened(file, work))
}

/**
 * Works on the file of a database that is there: a mistyped name is not to pass for an empty one.
 * @throws Problem DATABASE_UNREADABLE
 */
export async function onFileThatIsThere(work: (file: string) => Promise<void>): Promise<void> {
  const file = readDatabaseFile()
  if (!existsSync(file)) throw new Problem('DATABASE_UNREADABLE', { file, reason: NO_FILE })
  await holding(file, () => work(file))
}

/** Works on a database that is there. @throws Problem DATABASE_UNREADABLE */
export function onDatabaseThatIsThere(work: Work): Promise<void> {
  return onFileThatIsThere((file) => onOpened(file, work))
}

async function holding(file: string, work: () => Promise<void>): Promise<void> {
  const letGo = holdFile(file, 'command')
  await work().finally(letGo)
}

async function onOpened(file: string, work: Work): Promise<void> {
  const db = openDatabase(file)
  await work(db, file).finally(() => db.destroy())
}

/** The same, for what is not to change the schema. @throws Problem DATABASE_UNREADABLE where it is an older one */
export function onCurrentDatabase(work: Work): Promise<void> {
  return onDatabaseThatIsThere(async (db, file) => {
    await requireCurrent(db)
    await work(db, file)
  })
}

/**
 * Brings a database that a command works on to the newest schema. Not under a console of the older program that serves
 * it: that one does not know the newer tables and would write past them.
 *
 * @param file path of the database
 * @returns the names of the migrations that ran
 * @throws Problem DATABASE_UNREADABLE where the schema is older and a console serves it; and as `migrate`
 */
export async function migrateUnserved(db: Db, file: string): Promise<string[]> {
  if (!(await isOlder(db))) return []
  const letGo = holdFile(file, 'migrate')
  try {
    return await migrate(db)
  } finally {
    letGo()
  }
}
