import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { migrations } from '../../migrations/index.ts'
import { Problem } from '../errors.ts'
import type { Db } from './open.ts'

/**
 * Brings the database to the newest schema, all of it or nothing.
 *
 * @returns the names of the migrations that ran, none if the schema was current
 * @throws Problem DATABASE_UNREADABLE when the file was written by a newer Scrip; what a failed migration threw
 */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => byName() } })
  await requireKnown(db)
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw error
  return results.map((result) => result.migrationName)
}

/**
 * Holds that the database has the newest schema, for what is not to change it.
 * @throws Problem DATABASE_UNREADABLE when it was written by an older or a newer Scrip
 */
export async function requireCurrent(db: Db): Promise<void> {
  if (await isOlder(db)) throw unreadable('it is of an older Scrip. Run scrip migrate.')
}

/** @returns whether migrations are missing @throws Problem DATABASE_UNREADABLE when it was written by a newer Scrip */
export async function isOlder(db: Db): Promise<boolean> {
  return (await requireKnown(db)) < migrations.length
}

/** @returns how many migrations have run @throws Problem DATABASE_UNREADABLE when one is not known here */
async function requireKnown(db: Db): Promise<number> {
  const applied = await appliedNames(db)
  const newer = applied.filter((name) => !migrations.some((known) => known.name === name))
  if (newer.length === 0) return applied.length
  throw unreadable(
    `it was written by a newer Scrip (${newer.join(', ')}). Start that version or a later one.`,
  )
}

function unreadable(reason: string): Problem {
  return new Problem('DATABASE_UNREADABLE', { file: 'The database', reason })
}

async function appliedNames(db: Db): Promise<string[]> {
  const tables = await sql`SELECT 1 FROM sqlite_schema WHERE name = 'kysely_migration'`.execute(db)
  if (tables.rows.length === 0) return []
  const applied = await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(db)
  return applied.rows.map((row) => row.name)
}

function byName(): Record<string, Migration> {
  return Object.fromEntries(
    migrations.map(({ name, statements }): [string, Migration] => [
      name,
      {
        async up(db) {
          for (const statement of statements) await sql.raw(statement).execute(db)
        },
      },
    ]),
  )
}
