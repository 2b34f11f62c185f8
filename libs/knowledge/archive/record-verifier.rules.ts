import { type AuditRow, type ChainFault, type ChainHead, ChainVerifier } from '@stemedb/access/audit';
import type { ArchivedRecord } from './archive-line.rules';
import type { Values } from './column.rules';

/** A record that fails, and why. */
export interface RecordFault {
  readonly kind: string;
  readonly namespace: string;
  /** By what the record is found: its address where it has one, else the hash, moment or name that stands for it. */
  readonly hash: string;
  readonly problem: string;
}

/**
 * Checks records one at a time, in the order of an archive, each by itself and the audits of a namespace as the chain that
 * they are. What a record refers to is not looked for here: that takes the whole store.
 */
export class RecordVerifier {
  private namespace: string | undefined;
  private chain = new ChainVerifier();
  private head: ChainHead | undefined;

  /** What is wrong with a record, and with the chain of the namespace that ends before it. */
  check(record: ArchivedRecord): RecordFault[] {
    const before = record.namespace === this.namespace ? [] : this.endOfNamespace();
    this.namespace = record.namespace;
    this.follow(record);
    const problems = record.kind.check?.(record.namespace, record.values) ?? [];
    return [...before, ...problems.map((problem) => faultOf(record, problem))];
  }

  /** What is wrong with the last chain. */
  end(): RecordFault[] {
    return this.endOfNamespace();
  }

  private follow({ kind, namespace, values }: ArchivedRecord): void {
    if (kind.kind === 'audit') this.chain.read(auditOf(namespace, values));
    if (kind.kind === 'audit_checkpoint') this.head = { sequence: Number(values['sequence']), hash: String(values['hash']) };
  }

  private endOfNamespace(): RecordFault[] {
    const { namespace, chain, head } = this;
    this.chain = new ChainVerifier();
    this.head = undefined;
    if (namespace === undefined) return [];
    return chain.end(head).faults.map((fault) => chainFault(namespace, fault));
  }
}

export function faultOf({ kind, namespace, values }: Pick<ArchivedRecord, 'kind' | 'namespace' | 'values'>, problem: string): RecordFault {
  return { kind: kind.kind, namespace, hash: String(values[kind.named]), problem };
}

function auditOf(namespace: string, values: Values): AuditRow {
  // The chain was hashed with null where an archive leaves a member out.
  const absent = { path: null, act: null, agent_id: null, subject: null, lens: null, as_of: null };
  return { ...absent, ...values, namespace, kind: values['audit_kind'] } as unknown as AuditRow;
}

function chainFault(namespace: string, fault: ChainFault): RecordFault {
  return { kind: 'audit', namespace, hash: fault.id ?? `sequence ${fault.sequence}`, problem: chainProblem(fault) };
}

function chainProblem({ fault, sequence, until, belongs_at }: ChainFault): string {
  switch (fault) {
    case 'removed':
      return until === undefined || until === sequence ? `audit ${sequence} is missing from the chain` : `audits ${sequence} to ${until} are missing from the chain`;
    case 'changed':
      return `audit ${sequence} is not what was hashed`;
    case 'reordered':
      return belongs_at === undefined ? `audit ${sequence} stands at a place that is not its own` : `audit ${sequence} belongs at place ${belongs_at}`;
    case 'unlinked':
      return `the chain is broken at audit ${sequence}: what stands before it is not what it was linked to`;
  }
}
