import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { DomainError } from '@stemedb/platform/errors';
import { isMoment, type Moment, refuseFuture } from '@stemedb/platform/time';
import { DataSource, type EntityManager } from 'typeorm';
import { CommitSignal } from './commit-signal';
import { DATABASE_EVENTS, type DatabaseEvents } from './database.events';
import { MIGRATIONS_TABLE } from './migrate';
import { EVERY_NAMESPACE, isNamespace } from './namespace.rules';
import { poolOf } from './pool.closer';
import { openAll } from './pool.opener';
import { RESTRICTED_ROLE, STORE_IDENTITY, type StoreIdentity } from './restricted-role';
import { storeErrorCode, toStoreError } from './store-error.rules';

/** A statement; with a name PostgreSQL parses and plans it once a connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** A statement and its values, ready to be sent. */
export interface Call {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/** What a commit left behind. */
export interface Commit {
  readonly recordedAt: string;
  readonly rows: readonly QueryResultRow[][];
}

/** An answer, and the moment that it stands for. */
export interface Dated {
  readonly asOf: Moment;
  /** The rows of each statement. */
  readonly rows: readonly QueryResultRow[][];
}

/** The statements of one transaction. Those sent without waiting in between travel together. */
export interface Session {
  query<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** RFC 3339 with the microseconds that PostgreSQL keeps and a JavaScript Date would lose. */
export const rfc3339 = (expression: string): string =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The moment that a reading transaction stands for, in the statements of `readAt`; evaluated once a statement. */
export const AS_OF = '(SELECT stemedb_as_of())';

const MAX_REMEMBERED = 10_000;

/** SQLSTATE of the statements behind a failed one. */
const FAILED_TRANSACTION = '25P02';

/**
 * The door to PostgreSQL. Every transaction carries its namespace, which row-level security enforces behind the
 * statements' own conditions. A store that is away surfaces as 503 `store_unavailable`.
 */
@Injectable()
export class Database {
  /** Names this process in the commit log. */
  readonly instanceId = randomUUID();

  /** Tells of the commits of this process, once they are durable. */
  readonly commits = new CommitSignal();

  private readonly beginCommit = `SELECT ${rfc3339(`stemedb_begin_commit('${this.instanceId}')`)} AS recorded_at`;

  /** The latest moment known to be out of reach of every commit, by namespace. */
  private readonly settled = new Map<string, Moment>();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(DATABASE_EVENTS) private readonly events: DatabaseEvents,
    @Inject(STORE_IDENTITY) private readonly identity: StoreIdentity,
  ) {}

  /** One statement, which is a snapshot in itself; a single round trip. */
  async query<Row extends QueryResultRow>(operation: string, namespace: string, call: Call): Promise<Row[]> {
    const { rows } = await this.flight(operation, `BEGIN READ ONLY; ${plansOf([call])}${this.scope(namespace)}`, [call]);
    return (rows[0] ?? []) as unknown as Row[];
  }

  /** Several reads of one consistent snapshot, each of which may depend on the ones before it. */
  read<T>(operation: string, namespace: string, work: (session: Session) => Promise<T>): Promise<T> {
    const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${this.scope(namespace)}`;
    return this.onConnection(operation, async (client) => {
      const session: Session = {
        query: async <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
          (await send(client, { statement, values })).rows as Row[],
      };
      const [, result] = await settleTogether([client.query(begin), work(session)]);
      await client.query('COMMIT');
      return result as T;
    });
  }

  /**
   * Writes as one durable commit with its own `recorded_at`, later than that of every earlier commit of the namespace.
   * BEGIN, the statements and COMMIT travel in one flight. Resolves, once durable, with that moment (RFC 3339) and the
   * rows of each statement.
   */
  async commit(operation: string, namespace: string, calls: readonly Call[]): Promise<Commit> {
    const { first, rows } = await this.flight(operation, `BEGIN; ${plansOf(calls)}${this.scope(namespace)}; ${this.beginCommit}`, calls);
    this.commits.emit(namespace);
    return { recordedAt: String(first?.['recorded_at']), rows };
  }

  /**
   * Writes what follows from the rows of a first statement, in two flights and without a commit's moment: for records
   * that keep an order of their own, beside that of the commits. Resolves once durable.
   */
  writeAfter(operation: string, namespace: string, first: Call, next: (rows: readonly QueryResultRow[]) => readonly Call[]): Promise<void> {
    return this.onConnection(operation, async (client) => {
      const begin = `BEGIN; ${plansOf([first])}${this.scope(namespace)}`;
      const [, found] = (await together(client, () => [client.query(begin), send(client, first)])) as [unknown, QueryResult];
      const calls = next(found.rows);
      const answers = await together(client, () => [...calls.map((call) => send(client, call)), client.query('COMMIT')]);
      refuseRollback(answers.at(-1) as QueryResult);
    });
  }

  /**
   * Reads as of a moment, in one flight. Everything recorded up to that moment is visible and nothing will ever be
   * recorded before it, so the same statements with the same moment give the same rows for ever, provided that they
   * look at what was recorded by `AS_OF` only.
   *
   * @param asked the moment; undefined is the present, which never goes back and waits for no commit that is on its way
   * @throws DomainError as_of_in_future (422)
   */
  async readAt(operation: string, namespace: string, asked: Moment | undefined, calls: readonly Call[]): Promise<Dated> {
    const settle = `SELECT ${rfc3339(`stemedb_settle(${momentLiteral(asked)}, ${momentLiteral(this.settled.get(namespace))})`)} AS settled`;
    const { first, rows } = await this.flight(operation, `BEGIN READ ONLY; ${plansOf(calls)}${this.scope(namespace)}; ${settle}`, calls);
    const asOf = String(first?.['settled']);
    this.remember(namespace, asOf);
    if (asked !== undefined) refuseFuture(asked, asOf);
    return { asOf, rows };
  }

  /** The present of a namespace, as `readAt` understands it. */
  async present(namespace: string): Promise<Moment> {
    return (await this.readAt('present', namespace, undefined, [])).asOf;
  }

  /** TypeORM's repositories in a transaction of one namespace, for everything that is not a hot path. */
  manage<T>(operation: string, namespace: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const scope = this.scope(namespace);
    return this.observed(operation, () =>
      this.dataSource.transaction(async (manager) => {
        await manager.query(scope);
        return work(manager);
      }),
    );
  }

  /** Like `manage`, with a `recorded_at` of its own. */
  async manageCommit<T>(
    operation: string,
    namespace: string,
    work: (manager: EntityManager, recordedAt: string) => Promise<T>,
  ): Promise<T> {
    const result = await this.manage(operation, namespace, async (manager) => {
      const rows: { recorded_at: string }[] = await manager.query(this.beginCommit);
      return work(manager, String(rows[0]?.recorded_at));
    });
    this.commits.emit(namespace);
    return result;
  }

  /** Names of the migrations that the store has run. */
  async appliedMigrations(): Promise<string[]> {
    const answer = await this.observed('ready', () => this.pool.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE}`));
    return answer.rows.map((row) => row.name);
  }

  private remember(namespace: string, settled: Moment): void {
    if (settled <= (this.settled.get(namespace) ?? '')) return;
    if (this.settled.size >= MAX_REMEMBERED) this.settled.clear();
    this.settled.set(namespace, settled);
  }

  /** Opens the connections of the pool, so that the first burst of requests does not wait for that. */
  connectAll(): Promise<void> {
    return openAll(this.pool);
  }

  private get pool(): Pool {
    return poolOf(this.dataSource);
  }

  /**
   * A whole transaction without waiting in between, written to the socket at once.
   *
   * @param begin statements without values, the last of which may have a row
   */
  private flight(operation: string, begin: string, calls: readonly Call[]): Promise<Flown> {
    return this.onConnection(operation, async (client) => {
      const sendAll = () => [client.query(begin), ...calls.map((call) => send(client, call)), client.query('COMMIT')];
      const [begun, ...results] = (await together(client, sendAll)) as [QueryResult[], ...QueryResult[]];
      refuseRollback(results.pop());
      return { first: begun.at(-1)?.rows[0], rows: results.map((result) => result.rows) };
    });
  }

  private onConnection<T>(operation: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.observed(operation, async () => {
      const client = await this.pool.connect();
      let broken: Error | undefined;
      // A connection that breaks while it is in use tells so by an event too, which would end the process unheard.
      const onError = (reason: Error): void => void (broken = reason);
      client.on('error', onError);
      try {
        return await work(client);
      } catch (error) {
        // A connection that cannot even roll back is broken and leaves the pool.
        await client.query('ROLLBACK').catch((reason: Error) => (broken = reason));
        throw error;
      } finally {
        client.release(broken);
        client.off('error', onError);
      }
    });
  }

  /** The statements that bind a transaction to its namespace. The name is checked, so that it needs no quoting. */
  private scope(namespace: string): string {
    if (namespace !== EVERY_NAMESPACE && !isNamespace(namespace)) throw new Error('The namespace is not valid');
    const role = this.identity.bypassesRowSecurity ? `SET LOCAL ROLE ${RESTRICTED_ROLE}; ` : '';
    return `${role}SET LOCAL stemedb.namespace = '${namespace}'`;
  }

  private async observed<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } catch (error) {
      // A refusal that rolls its transaction back is an answer, and no failure of the store.
      if (error instanceof DomainError) throw error;
      this.events.failed(operation, storeErrorCode(error));
      throw toStoreError(error);
    } finally {
      this.events.finished(operation, (performance.now() - started) / 1_000);
    }
  }
}

interface Flown {
  /** The row of the last statement that begins the transaction. */
  readonly first: QueryResultRow | undefined;
  readonly rows: QueryResultRow[][];
}

/**
 * A statement with a name is planned once a connection. PostgreSQL would plan it anew each time where it thinks that a
 * plan for these very values is cheaper to run, and planning a lens query takes longer than running it. Such statements
 * look things up by key; a plan made while a table was empty must not read it from end to end when it has grown.
 */
function plansOf(calls: readonly Call[]): string {
  const named = calls.every(({ statement }) => statement.name !== undefined);
  return named ? 'SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; ' : '';
}

/** A moment as a constant; its form is checked, so that it needs no quoting. */
function momentLiteral(moment: Moment | undefined): string {
  if (moment === undefined) return 'NULL';
  if (!isMoment(moment)) throw new Error('The moment is not valid');
  return `'${moment}'`;
}

function send(client: PoolClient, call: Call) {
  return client.query<QueryResultRow>({ ...call.statement, values: call.values as unknown[] });
}

/** Writes what `sendAll` sends to the socket at once, and waits for all answers. */
function together(client: PoolClient, sendAll: () => readonly Promise<unknown>[]): Promise<unknown[]> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  const answers = sendAll();
  stream.uncork();
  return settleTogether(answers);
}

/** PostgreSQL answers COMMIT of a failed transaction with ROLLBACK. */
function refuseRollback(end: QueryResult | undefined): void {
  if (end?.command !== 'COMMIT') throw new Error('The transaction was rolled back');
}

/** Waits for all, so that nothing is left in flight, then throws the error that caused the others. */
async function settleTogether(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises);
  const errors = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  if (errors.length > 0) throw errors.find((error) => storeErrorCode(error) !== FAILED_TRANSACTION) ?? errors[0];
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value);
}
