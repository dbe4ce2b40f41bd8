import type { Database, Statement } from 'better-sqlite3'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { GroupCommit, type Turn } from './group-commit.ts'

export interface ScripDialectOptions {
  /** The one connection that writes. */
  writer: Database
  /** A read-only connection to the same file: reads outside a transaction never wait for a writer. */
  reader: Database
  /** How long a transaction may wait for its turn, in milliseconds. */
  waitMs: number
}

/**
 * Kysely's SQLite dialect with one writer, one reader and group commit.
 *
 * To the code above it a transaction is a transaction; nothing else in Scrip knows that the database is
 * SQLite, so that another dialect can stand here later.
 */
export class ScripDialect implements Dialect {
  readonly #options: ScripDialectOptions

  constructor(options: ScripDialectOptions) {
    this.#options = options
  }

  createDriver(): Driver {
    return new ScripDriver(this.#options)
  }

  createAdapter(): SqliteAdapter {
    return new ScripAdapter()
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler()
  }

  createIntrospector(...[db]: Parameters<Dialect['createIntrospector']>): SqliteIntrospector {
    return new SqliteIntrospector(db)
  }
}

class ScripAdapter extends SqliteAdapter {
  // Kysely would otherwise hand out one connection at a time and no two transactions could ever wait together.
  override get supportsMultipleConnections(): boolean {
    return true
  }

  // SQLite's DDL is transactional, whatever Kysely assumes: a migration that fails leaves nothing behind.
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class ScripDriver implements Driver {
  readonly #options: ScripDialectOptions
  readonly #shared: Shared

  constructor(options: ScripDialectOptions) {
    this.#options = options
    this.#shared = {
      group: new GroupCommit(options.writer, options.waitMs),
      writer: new StatementCache(options.writer),
      reader: new StatementCache(options.reader),
    }
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<ScripConnection> {
    return new ScripConnection(this.#shared)
  }

  async beginTransaction(connection: ScripConnection): Promise<void> {
    await connection.begin()
  }

  async commitTransaction(connection: ScripConnection): Promise<void> {
    await connection.end('commit')
  }

  async rollbackTransaction(connection: ScripConnection): Promise<void> {
    await connection.end('rollback')
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#options.reader.close()
    this.#options.writer.close()
  }
}

interface Shared {
  group: GroupCommit
  writer: StatementCache
  reader: StatementCache
}

class ScripConnection implements DatabaseConnection {
  readonly #shared: Shared
  #turn: Turn | undefined

  constructor(shared: Shared) {
    this.#shared = shared
  }

  async begin(): Promise<void> {
    this.#turn = await this.#shared.group.begin()
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    const turn = this.#turn
    this.#turn = undefined
    await turn?.[how]()
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#turn) return run<R>(this.#shared.writer.get(query.sql), query)
    const statement = this.#shared.reader.get(query.sql)
    return statement.readonly ? run<R>(statement, query) : this.#writeAlone<R>(query)
  }

  /** A write outside a transaction is a transaction of one statement. */
  async #writeAlone<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.begin()
    try {
      const result = run<R>(this.#shared.writer.get(query.sql), query)
      await this.end('commit')
      return result
    } catch (error) {
      await this.end('rollback')
      throw error
    }
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    // Not from the cache: a statement that is being iterated cannot be run again by another request.
    const statement = this.#shared.reader.fresh(query.sql)
    let rows: R[] = []
    for (const row of statement.iterate(...query.parameters)) {
      rows.push(row as R)
      if (rows.length < chunkSize) continue
      yield { rows }
      rows = []
    }
    if (rows.length > 0) yield { rows }
  }
}

function run<R>(statement: Statement, query: CompiledQuery): QueryResult<R> {
  if (statement.reader) return { rows: statement.all(...query.parameters) as R[] }
  const { changes, lastInsertRowid } = statement.run(...query.parameters)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

/** Lists with many filters and inserts of many rows make many texts: the oldest go first. */
const CACHED_STATEMENTS = 500

class StatementCache {
  readonly #database: Database
  readonly #statements = new Map<string, Statement>()

  constructor(database: Database) {
    this.#database = database
  }

  get(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.fresh(sql)
    this.#statements.set(sql, statement)
    if (this.#statements.size > CACHED_STATEMENTS) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest)
        break
      }
    }
    return statement
  }

  fresh(sql: string): Statement {
    return this.#database.prepare(sql)
  }
}
