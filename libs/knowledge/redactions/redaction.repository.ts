import { Injectable } from '@nestjs/common';
import { AuditLog } from '@stemedb/access/audit';
import { hex } from '@stemedb/knowledge/assertions';
import { Projector } from '@stemedb/knowledge/projections';
import { Database } from '@stemedb/platform/database';
import type { EntityManager } from 'typeorm';
import { Erasers } from './erasers';
import type { Redact, RedactedKind } from './redaction.dto';
import { RedactionEntity } from './redaction.entity';
import { choose, type Redaction, redactionOfTarget, type Target } from './redaction.rules';
import { ERASE, ERASE_QUARANTINE_DETAIL, FIND_TARGETS } from './redaction.statements';

/** The order of an admin, by the id of his API key. */
export interface RedactionOrder extends Redact {
  readonly keyId: string;
}

export type Verdict = { readonly found: 'nothing' | 'several' } | (Redaction & { readonly found: 'one'; readonly kind: RedactedKind });

@Injectable()
export class RedactionRepository {
  constructor(
    private readonly database: Database,
    private readonly projector: Projector,
    private readonly erasers: Erasers,
    private readonly audits: AuditLog,
  ) {}

  /**
   * Erases the content, everything that was derived from it, and leaves a record and an audit of that: all of it in one
   * commit, or nothing. Commits of a namespace take turns, so of two orders the second one finds it done.
   */
  redact(namespace: string, order: RedactionOrder): Promise<Verdict> {
    return this.database.manageCommit('redact', namespace, async (manager, recordedAt) => {
      const targets: Target[] = await manager.query(FIND_TARGETS, [namespace, hex(order.hash), order.kind ?? null]);
      const choice = choose(targets);
      if (choice.found !== 'one') return choice;
      const redaction = redactionOfTarget(choice.target, order.reason, recordedAt);
      if (redaction.outcome === 'redacted') await this.erase(manager, namespace, order, choice.target);
      return { ...redaction, found: 'one', kind: choice.target.kind };
    });
  }

  private async erase(manager: EntityManager, namespace: string, { hash, reason, keyId }: RedactionOrder, target: Target): Promise<void> {
    const { kind, subject_key: subjectKey } = target;
    const fields = [...target.fields];
    await manager.getRepository(RedactionEntity).insert({ namespace, kind, hash: hex(hash), subjectKey, fields, reason, keyId });
    await manager.query(ERASE[kind], [namespace, hex(hash)]);
    if (kind === 'assertion') await this.eraseDerived(manager, namespace, hash, target);
    await this.audits.appendAdminWithin(manager, namespace, { act: 'redact', keyId, detail: { kind, hash, fields, reason } });
  }

  private async eraseDerived(manager: EntityManager, namespace: string, hash: string, target: Target): Promise<void> {
    const { subject_key, predicate_key, predicate, object } = target;
    const claim = { hash, subject_key: String(subject_key), predicate_key: String(predicate_key), predicate: String(predicate), object: String(object) };
    await manager.query(ERASE_QUARANTINE_DETAIL, [namespace, subject_key, hex(hash)]);
    await this.projector.forget(manager, namespace, claim);
    await this.erasers.erase(manager, namespace, claim);
  }
}
