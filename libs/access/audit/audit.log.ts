import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type CommitQueue, CommitQueues } from '@stemedb/platform/batching';
import type { EntityManager } from 'typeorm';
import { canonicalText, canonicalTextWith, type NewAudit } from './audit-chain.rules';
import { AuditRepository } from './audit.repository';
import type { AdminAct, Contribution, QueryAudit } from './audit.types';
import { uuidV7 } from './uuid.rules';

const RANDOM_BYTES = 8;
const DECIMALS = 1_000;

/** An audit that has its id and is on its way to the disk. */
export interface Appended {
  readonly id: string;
  /** Resolves once the audit is durable; nothing that it speaks of may be answered before. */
  readonly durable: Promise<void>;
}

/** The trail of what was asked and of what administrators did. */
@Injectable()
export class AuditLog {
  private readonly queue: CommitQueue<NewAudit, void>;

  constructor(
    private readonly audits: AuditRepository,
    queues: CommitQueues,
  ) {
    const commit = async (namespace: string, batch: readonly NewAudit[]): Promise<void[]> => {
      await this.audits.append(namespace, batch);
      return batch.map(() => undefined);
    };
    // The next commit would only wait for the chain's turn, with a connection in its hand.
    this.queue = queues.open(commit, { measured: false, abreast: 1 });
  }

  /** Remembers a question and what it was answered. */
  append(namespace: string, query: QueryAudit): Appended {
    return this.submit(namespace, queryAudit(newId(), query));
  }

  /** Remembers an act; resolves with the audit's id once it is durable. */
  async appendAdmin(namespace: string, act: AdminAct): Promise<string> {
    const { id, durable } = this.submit(namespace, adminAudit(newId(), act));
    await durable;
    return id;
  }

  /**
   * Remembers an act in the very transaction that does it, so that both stand or neither. The namespace's trail waits
   * until that transaction ends: begin the commit first, and remember last.
   */
  async appendAdminWithin(manager: EntityManager, namespace: string, act: AdminAct): Promise<string> {
    const audit = adminAudit(newId(), act);
    await this.audits.appendWithin(manager, namespace, [audit]);
    return audit.id;
  }

  /** The same for several acts at once. */
  async appendAllAdminWithin(manager: EntityManager, namespace: string, acts: readonly AdminAct[]): Promise<void> {
    if (acts.length > 0) await this.audits.appendWithin(manager, namespace, acts.map((act) => adminAudit(newId(), act)));
  }

  private submit(namespace: string, audit: NewAudit): Appended {
    return { id: audit.id, durable: this.queue.submit(namespace, audit) };
  }
}

function newId(): string {
  return uuidV7(performance.timeOrigin + performance.now(), randomBytes(RANDOM_BYTES));
}

function queryAudit(id: string, query: QueryAudit): NewAudit {
  const payload = {
    parameters: query.parameters,
    winner: query.winner,
    conflict_score: query.conflictScore,
    resolution_confidence: query.resolutionConfidence,
    duration_ms: Math.round(query.durationMs * DECIMALS) / DECIMALS,
    digest: query.digest,
    ...query.facts,
  };
  return {
    id,
    kind: 'query',
    path: query.path,
    act: null,
    key_id: query.keyId,
    agent_id: query.agentId ?? null,
    subject: query.subject ?? null,
    lens: query.lens ?? null,
    as_of: query.asOf,
    payload: canonicalTextWith('contributing', contributionsText(query.contributing), payload),
  };
}

/**
 * The members of each stand in the order that JCS sorts them into. Hashes and states need no escaping, and a number is
 * written as JCS has it.
 */
function contributionsText(contributing: readonly Contribution[]): string {
  return `[${contributing.map(contributionText).join(',')}]`;
}

function contributionText({ hash, lifecycle, source_hash, weight }: Contribution): string {
  return `{"hash":"${hash}","lifecycle":"${lifecycle}","source_hash":"${source_hash}","weight":${weight === null ? 'null' : JSON.stringify(weight)}}`;
}

function adminAudit(id: string, { act, keyId, agentId, subject, detail }: AdminAct): NewAudit {
  return {
    id,
    kind: 'admin',
    path: null,
    act,
    key_id: keyId,
    agent_id: agentId ?? null,
    subject: subject ?? null,
    lens: null,
    as_of: null,
    payload: canonicalText({ detail }),
  };
}
