import { DEFAULT_NAMESPACE, isDataError, migrate, MIGRATIONS, pendingMigrations, withClient } from '@stemedb/platform/database';
import type { Client } from 'pg';
import type { ArchivedRecord, End, Manifest } from './archive-line.rules';
import { ArchiveError } from './archive.errors';
import { ArchiveReader, type OnProgress } from './archive.reader';
import { enterNamespace, survey } from './namespace.scope';
import type { RecordKind } from './record-kind.rules';
import { RECORD_KINDS } from './record-kinds.rules';
import { type RecordFault, RecordVerifier } from './record-verifier.rules';
import { lostReferences } from './store.references';
import { insertRecords } from './store.statements';

export interface Imported {
  readonly manifest: Manifest;
  readonly end: End;
}

const TABLES = RECORD_KINDS.map(({ table }) => table).join(', ');

/** As many characters of lines travel to the store at once. */
const PIECE = 1024 * 1024;

/**
 * Fills an empty store with an archive: all of it, or nothing. Every address, every signature and the audit chains are
 * checked on the way in, and nobody sees a record before the last one has been found good. Moments stay what they were.
 *
 * @throws ArchiveError archive_unreadable, archive_refused, store_not_empty, schema_not_current
 */
export async function importArchive(url: string, path: string, onProgress: OnProgress = () => undefined): Promise<Imported> {
  const reader = await ArchiveReader.open(path);
  await prepareSchema(url);
  return withClient(url, async (client) => {
    await client.query('BEGIN');
    // Whoever would write meanwhile waits; reading goes on.
    await client.query(`LOCK TABLE ${TABLES} IN EXCLUSIVE MODE`);
    await refuseFilledStore(client, reader.manifest.namespaces);
    await fill(client, reader, onProgress);
    await client.query('COMMIT');
    await client.query(`ANALYZE ${TABLES}`);
    return { manifest: reader.manifest, end: reader.end };
  });
}

/** A store that was never used is given its schema; one that is behind is its operator's business. */
async function prepareSchema(url: string): Promise<void> {
  const pending = await pendingMigrations(url);
  if (pending.length === MIGRATIONS.length) await migrate(url);
  else if (pending.length > 0) {
    throw new ArchiveError('schema_not_current', `The schema of the store is not current (${pending.join(', ')}). Run \`stemedb migrate\` first.`);
  }
}

/** Row security shows a table of one namespace at a time; that others have been written shows in a survey. */
async function refuseFilledStore(client: Client, namespaces: readonly string[]): Promise<void> {
  const holds = RECORD_KINDS.map(({ kind, table }) => `SELECT '${kind}' AS kind WHERE EXISTS (SELECT FROM ${table})`).join(' UNION ALL ');
  await survey(client, 'on');
  for (const namespace of [DEFAULT_NAMESPACE, ...namespaces]) {
    await enterNamespace(client, namespace);
    const { rows } = await client.query<{ kind: string }>(holds);
    if (rows.length === 0) continue;
    const kinds = rows.map(({ kind }) => kind).join(', ');
    throw new ArchiveError('store_not_empty', `The store is not empty: it holds records of the kinds ${kinds}. An archive is imported into a store of its own.`);
  }
  await survey(client, 'off');
}

async function fill(client: Client, reader: ArchiveReader, onProgress: OnProgress): Promise<void> {
  const verifier = new RecordVerifier();
  const batch = new Batch(client);
  for await (const record of reader.records(onProgress)) {
    refuseFaults(verifier.check(record));
    await batch.add(record);
  }
  await batch.send();
  refuseFaults(verifier.end());
  for await (const fault of lostReferences(client, reader.manifest.namespaces)) refuseFaults([fault]);
}

function refuseFaults([fault]: readonly RecordFault[]): void {
  if (fault) throw refused(`${fault.kind} ${fault.hash} in namespace ${fault.namespace}: ${fault.problem}`);
}

function refused(what: string, cause?: unknown): ArchiveError {
  return new ArchiveError('archive_refused', `The archive is refused and nothing was imported. ${what}.`, { cause });
}

/** Records of one kind and namespace on their way into the store. */
class Batch {
  private kind: RecordKind | undefined;
  private namespace = '';
  private lines: string[] = [];
  private characters = 0;

  constructor(private readonly client: Client) {}

  async add({ kind, namespace, line }: ArchivedRecord): Promise<void> {
    if (kind !== this.kind || namespace !== this.namespace || this.characters > PIECE) await this.send();
    if (namespace !== this.namespace) await enterNamespace(this.client, namespace);
    this.kind = kind;
    this.namespace = namespace;
    this.lines.push(line);
    this.characters += line.length;
  }

  async send(): Promise<void> {
    const { kind, lines } = this;
    this.lines = [];
    this.characters = 0;
    if (!kind || lines.length === 0) return;
    try {
      await this.client.query(insertRecords(kind), [`[${lines.join(',')}]`]);
    } catch (error) {
      if (!isDataError(error)) throw error;
      throw refused(`A ${kind.kind} in namespace ${this.namespace} cannot stand in a store: ${(error as Error).message}`, error);
    }
  }
}
