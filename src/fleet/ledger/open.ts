// The one place that knows which SQLite there is: the one of Node, where it has one, else libsql.
import { ConfigError } from '../../model/index.js';
import { SCHEMA, SCHEMA_VERSION } from './schema.js';

/** What a column holds. Blobs are bytes. */
export type Value = string | number | null | Uint8Array;

/** A ledger. Statements are prepared once and kept. */
export interface Database {
  /** @returns how many rows it changed. */
  run(sql: string, ...values: readonly Value[]): number;
  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly Value[]): Row[];
  /** All of it or nothing; no other process writes meanwhile. Inside of another it is part of that one. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** What the two have in common. */
interface Driver {
  exec(sql: string): unknown;
  prepare(sql: string): {
    run(...values: Value[]): { readonly changes: number | bigint };
    all(...values: Value[]): unknown[];
  };
  close(): unknown;
}

/** Another process writes for moments only. */
const PATIENCE_MS = 30_000;

/**
 * Opens a ledger, and makes it where there is none.
 * @throws ConfigError where there is no SQLite, for a file that is no ledger, and for one of another version.
 */
export function openLedger(file: string): Database {
  const database = databaseOf(openDriver(file));
  try {
    database.run(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
    database.run('PRAGMA journal_mode = WAL');
    // The file stays whole whatever happens; of a power cut only what was done last is done again.
    database.run('PRAGMA synchronous = NORMAL');
    database.run('PRAGMA foreign_keys = ON');
    database.transaction(() => prepare(database, file));
    return database;
  } catch (error) {
    database.close();
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${file}: cannot be read as a ledger: ${error instanceof Error ? error.message : error}`);
  }
}

function prepare(database: Database, file: string): void {
  const version = Number(Object.values(database.get<object>('PRAGMA user_version') ?? {})[0] ?? 0);
  if (version === SCHEMA_VERSION) return;
  if (version !== 0)
    throw new ConfigError(
      `${file}: is a ledger of version ${version}, and this harden reads ${SCHEMA_VERSION}; use the harden that made it, or remove the file and run harden migrate init and plan again`,
    );
  for (const statement of SCHEMA) database.run(statement);
  database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

function openDriver(file: string): Driver {
  const Sqlite = nodeSqlite() ?? libsql();
  if (Sqlite) return new Sqlite(file);
  throw new ConfigError(
    'harden migrate keeps its ledger in SQLite, which this Node does not have: use Node 22.13 or newer, or run npm install libsql',
  );
}

type OpenDriver = new (file: string) => Driver;

function nodeSqlite(): OpenDriver | undefined {
  const { emitWarning } = process;
  // Some versions of Node say that it may change. What is used here is in all of them.
  process.emitWarning = () => {};
  try {
    return (require('node:sqlite') as { readonly DatabaseSync: OpenDriver }).DatabaseSync;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** An optional dependency: where it was not installed there is none. */
function libsql(): OpenDriver | undefined {
  try {
    return require('libsql') as OpenDriver;
  } catch {
    return undefined;
  }
}

function databaseOf(driver: Driver): Database {
  const statements = new Map<string, ReturnType<Driver['prepare']>>();
  let isInside = false;
  const prepared = (sql: string): ReturnType<Driver['prepare']> => {
    const known = statements.get(sql) ?? driver.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const all = <Row>(sql: string, values: readonly Value[]): Row[] =>
    prepared(sql)
      .all(...values)
      .map((row) => plainRow(row) as Row);
  return {
    run(sql, ...values) {
      // A setting answers with a row, which libsql's `run` does not take.
      if (!sql.startsWith('PRAGMA')) return Number(prepared(sql).run(...values).changes);
      driver.exec(sql);
      return 0;
    },
    get: (sql, ...values) => all<never>(sql, values)[0],
    all: (sql, ...values) => all(sql, values),
    transaction(work) {
      if (isInside) return work();
      driver.exec('BEGIN IMMEDIATE');
      isInside = true;
      try {
        const result = work();
        driver.exec('COMMIT');
        return result;
      } catch (error) {
        driver.exec('ROLLBACK');
        throw error;
      } finally {
        isInside = false;
      }
    },
    close() {
      statements.clear();
      driver.close();
    },
  };
}

/** Blobs are bytes, whichever of the two has read them. */
function plainRow(row: unknown): unknown {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row as object))
    plain[name] = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  return plain;
}
