import { predicateKey, subjectKey } from '@stemedb/knowledge/assertions';
import {
  assertionMessage,
  canonicalClaim,
  canonicalJson,
  canonicalObject,
  type Claim,
  claimAddress,
  contentHash,
  keyPairFromSeed,
  type KeyPair,
  sign,
  SOURCE_CLASSES,
  ZERO_HASH,
} from '@stemedb/knowledge/claims';
import { type ArchivedRecord, type Manifest, recordOf } from '../archive-line.rules';
import { ArchiveWriter } from '../archive.writer';
import type { Values } from '../column.rules';
import type { RecordKind } from '../record-kind.rules';
import { RECORD_KINDS } from '../record-kinds.rules';

export const MOMENT = '2026-01-01T00:00:00.000001Z';
export const NAMESPACE = 'team-7';
export const ALICE = keyPairFromSeed(Buffer.alloc(32, 1));
const INSTANCE = '00000000-0000-4000-8000-000000000000';

export function kindNamed(name: string): RecordKind {
  const kind = RECORD_KINDS.find((one) => one.kind === name);
  if (!kind) throw new Error(`There is no kind ${name}`);
  return kind;
}

export function record(kind: string, row: Values, namespace = NAMESPACE): ArchivedRecord {
  return recordOf(kindNamed(kind), namespace, { recorded_at: MOMENT, ...row });
}

export const commit = (recorded_at = MOMENT): ArchivedRecord => record('commit', { recorded_at, instance_id: INSTANCE });

export function source(content: Buffer): ArchivedRecord {
  return record('source', { hash: contentHash(content), content: content.toString('hex') });
}

export function claimOf(changes: Partial<Claim> = {}): Claim {
  return { subject: 's', predicate: 'p', object: { type: 'Number', value: 1 }, confidence: 0.5, source_hash: ZERO_HASH, ...changes };
}

/** A claim and its signature, as the server would have stored them. */
export function signed(claim: Claim, vector?: readonly number[], keys: KeyPair = ALICE): readonly [ArchivedRecord, ArchivedRecord] {
  const hash = claimAddress(canonicalClaim(claim));
  const subject_key = subjectKey(NAMESPACE, claim.subject);
  const { source_metadata: metadata, object, source_class } = claim;
  const row = {
    ...claim,
    hash,
    subject_key,
    predicate_key: predicateKey(claim.predicate),
    object: canonicalObject(object),
    source_class: source_class === undefined ? 3 : SOURCE_CLASSES.indexOf(source_class),
    declared_class: source_class !== undefined,
    lifecycle: claim.lifecycle ?? 'Proposed',
    source_metadata: metadata && canonicalJson(metadata),
    vector,
  };
  const signature = sign(assertionMessage(hash, 1), keys.secretKey);
  return [record('assertion', row), record('signature', { subject_key, assertion_hash: hash, agent_id: keys.agentId, signature, signed_at: '1' })];
}

export const MANIFEST: Manifest = {
  format: 'stemedb/archive/v1',
  created_at: '2026-01-02T00:00:00.000Z',
  as_of: MOMENT,
  namespaces: [NAMESPACE],
  stemedb_version: '0.0.0',
};

/** An archive of these records, whole by its seal and its digest, whatever they say. */
export async function writeArchive(path: string, records: readonly ArchivedRecord[], manifest = MANIFEST): Promise<void> {
  const writer = await ArchiveWriter.create(path, manifest);
  for (const one of records) await writer.record(one);
  await writer.finish();
}
