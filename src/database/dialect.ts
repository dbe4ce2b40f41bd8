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
  type TransactionSettings,
} from 'kysely'
import type { Checkpoints } from './checkpoints.ts'
import { GroupCommit, type Turn, type WriterLoad } from './group-commit.ts'

interface ScripDialectOptions {
  /** The one connection that writes. */
  writer: Database
  /** Opens a read-only connection to the same file: reads outside a transaction never wait for a writer. */
  openReader(): Database
  /** How long a transaction may wait for its turn, in milliseconds. */
  waitMs: number
  /** Keep the writer's WAL short; where there are none, SQLite does it by itself, at a COMMIT. */
  checkpoints?: Checkpoints
}

/**
 * Kysely's SQLite dialect with one writer, one reader and group commit.
 *
 * To the code above it a transaction is a transaction; nothing else in Scrip knows that the database is
 * SQLite, so that another dialect can stand here later.
 */
export class ScripDialect implements Dialect {
  readonly #options: ScripDialectOptions
  readonly #group: GroupCommit

  constructor(options: ScripDialectOptions) {
    this.#options = options
    const { writer, waitMs, checkpoints } = options
    this.#group = new GroupCommit(writer, waitMs, checkpoints)
  }

  get load(): WriterLoad {
    return this.#group.load
  }

  createDriver(): Driver {
    return new ScripDriver(this.#options, this.#group)
  }

  createAdapter(): SqliteAdapter {
    return new ScripAdapter()
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new ScripCompiler()
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

class ScripCompiler extends SqliteQueryCompiler {
  // A join that compares a column with a bare parameter is prepared anew by SQLite at each run, in case the value
  // makes for a better plan: ten times as long as running it. The plus does nothing else.
  protected override getCurrentParameterPlaceholder(): string {
    return '+?'
  }
}

class ScripDriver implements Driver {
  readonly #writer: Database
  readonly #reader: Database
  readonly #checkpoints: Checkpoints | undefined
  readonly #shared: Shared
  /** Those that were in no transaction serve the next query, too: Kysely takes its time over each one that is new. */
  readonly #idle: ScripConnection[] = []

  constructor({ writer, openReader, checkpoints }: ScripDialectOptions, group: GroupCommit) {
    this.#writer = writer
    this.#checkpoints = checkpoints
    this.#reader = openReader()
    this.#shared = {
      group,
      writer: new StatementCache(writer),
      reader: new StatementCache(this.#reader),
      openReader,
    }
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<ScripConnection> {
    return this.#idle.pop() ?? new ScripConnection(this.#shared)
  }

  async beginTransaction(connection: ScripConnection, { accessMode }: TransactionSettings): Promise<void> {
    if (accessMode === 'read only') connection.beginSnapshot()
    else await connection.begin()
  }

  async commitTransaction(connection: ScripConnection): Promise<void> {
    await connection.end('commit')
  }

  async rollbackTransaction(connection: ScripConnection): Promise<void> {
    await connection.end('rollback')
  }

  async releaseConnection(connection: ScripConnection): Promise<void> {
    if (connection.isUnspent) this.#idle.push(connection)
  }

  async destroy(): Promise<void> {
    // The writer last: who closes a file last brings all of the WAL into it, and takes the WAL away.
    await this.#checkpoints?.close()
    this.#reader.close()
    this.#writer.close()
  }
}

interface Shared {
  group: GroupCommit
  writer: StatementCache
  reader: StatementCache
  openReader(): Database
}

class ScripConnection implements DatabaseConnection {
  readonly #shared: Shared
  #turn: Turn | 'none' | 'over' = 'none'
  #snapshot: StatementCache | undefined

  constructor(shared: Shared) {
    this.#shared = shared
  }

  /** Whether it was in no transaction: what was started in one must find it over, and no other one. */
  get isUnspent(): boolean {
    return this.#turn === 'none' && !this.#snapshot
  }

  async begin(): Promise<void> {
    this.#turn = await this.#shared.group.begin()
  }

  /**
   * A transaction that only reads: it sees one moment, takes no turn, and holds nobody up. What others write
   * stays in the WAL for as long as it is open.
   */
  beginSnapshot(): void {
    const connection = this.#shared.openReader()
    connection.exec('BEGIN')
    // BEGIN alone takes nothing: the snapshot is of the moment of the first read.
    connection.prepare('SELECT 1 FROM sqlite_schema').get()
    this.#snapshot = new StatementCache(connection)
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    const turn = this.#turn
    this.#turn = 'over'
    this.#snapshot?.close()
    if (typeof turn === 'object') await turn[how]()
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const turn = this.#turn
    // One of several queries that were started side by side may come after the transaction was rolled back.
    if (turn === 'over') throw new Error('The transaction is over: nothing more can be run in it.')
    if (this.#snapshot) return run<R>(this.#snapshot.get(query.sql), query)
    if (turn !== 'none') return this.#runIn<R>(turn, query)
    const statement = this.#shared.reader.get(query.sql)
    return statement.readonly ? run<R>(statement, query) : this.#writeAlone<R>(query)
  }

  #runIn<R>(turn: Turn, query: CompiledQuery): QueryResult<R> {
    return turn.run(() => run<R>(this.#shared.writer.get(query.sql), query))
  }

  /** A write outside a transaction is a transaction of one statement. */
  async #writeAlone<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const turn = await this.#shared.group.begin()
    let result: QueryResult<R>
    try {
      result = this.#runIn<R>(turn, query)
    } catch (error) {
      await turn.rollback()
      throw error
    }
    await turn.commit()
    return result
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    // Inside a transaction all at once: the writer can do nothing else while a statement is stepped through.
    if (this.#turn !== 'none') {
      yield await this.executeQuery<R>(query)
      return
    }
    if (this.#snapshot) {
      yield* stream<R>(this.#snapshot.fresh(query.sql), query, chunkSize)
      return
    }
    // On a connection of its own: until its last row a statement shows everything else on its connection the
    // database as it was when it began.
    const connection = this.#shared.openReader()
    try {
      yield* stream<R>(connection.prepare(query.sql), query, chunkSize)
    } finally {
      connection.close()
    }
  }
}

async function* stream<R>(
  statement: Statement,
  query: CompiledQuery,
  chunkSize: number,
): AsyncIterableIterator<QueryResult<R>> {
  let rows: R[] = []
  for (const row of statement.iterate(...query.parameters)) {
    rows.push(row as R)
    if (rows.length < chunkSize) continue
    yield { rows }
    rows = []
  }
  if (rows.length > 0) yield { rows }
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

  /** A statement of its own: one that is being stepped through cannot be run again by someone else. */
  fresh(sql: string): Statement {
    return this.#database.prepare(sql)
  }

  close(): void {
    this.#database.close()
  }
}
