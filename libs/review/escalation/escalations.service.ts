import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { UUID_PATTERN } from '@stemedb/access/audit';
import { Projector } from '@stemedb/knowledge/projections';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import { DeliveryRepository } from './delivery.repository';
import { EscalationCourier } from './escalation.courier';
import {
  type DeadLetterList,
  type EscalationList,
  type EscalationView,
  type ListDeadLettersQuery,
  type ListEscalationsQuery,
  type ResolveEscalation,
  type RetryDeliveryResponse,
} from './escalation.dto';
import { ESCALATION_ERRORS } from './escalation.errors';
import { ESCALATION_FOLLOWER } from './escalation.follower';
import { EscalationRepository } from './escalation.repository';
import { ESCALATION_TYPES } from './escalation.rules';

/** A moment and an id: the place of the last row. */
const SORT_KEY = [CURSOR_PART.moment, (part: string) => UUID_PATTERN.test(part)];

@Injectable()
export class EscalationsService {
  constructor(
    private readonly projector: Projector,
    private readonly escalations: EscalationRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly courier: EscalationCourier,
  ) {}

  /**
   * Everything that was recorded before the call has been taken in, unless a large import is being followed.
   *
   * @throws DomainError validation_failed for a cursor of another list
   */
  async list(namespace: string, { type, level, state, limit, cursor }: ListEscalationsQuery): Promise<EscalationList> {
    const fingerprint = JSON.stringify(['escalations', namespace, type, level, state]);
    const [openedAt, id = ''] = cursor === undefined ? [] : decodeCursor(cursor, fingerprint, SORT_KEY);
    await this.projector.settle(namespace, ESCALATION_FOLLOWER, undefined);
    const after = openedAt === undefined ? undefined : { openedAt, id };
    const { counts, rows } = await this.escalations.list(namespace, { type, level, state }, after, limit);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      counts: countsOf(counts),
      items,
      next_cursor: rows.length > limit && last ? encodeCursor(fingerprint, [last.opened_at, last.id]) : null,
    };
  }

  /**
   * Ends an escalation, once; resolves when the decision is durable.
   *
   * @throws DomainError escalation_not_found (404), escalation_not_open (409), winning_hash_foreign (422)
   */
  resolve({ id, resolution, note, winning_hash }: ResolveEscalation, { namespace, keyId }: Principal): Promise<EscalationView> {
    return this.escalations.commit(namespace, async (commit) => {
      const escalation = await commit.find(id);
      if (!escalation) throw notFound(id);
      if (escalation.state !== 'open') {
        throw new DomainError(ESCALATION_ERRORS.escalation_not_open, `It was ${escalation.state} at ${escalation.ended_at}`);
      }
      if (winning_hash !== undefined && !(await commit.hasClaim(escalation, winning_hash))) {
        throw new DomainError(ESCALATION_ERRORS.winning_hash_foreign, `No claim of this pair has the hash ${winning_hash}`, {
          errors: [{ path: 'winning_hash', message: 'expected the hash of a claim of the pair' }],
        });
      }
      const resolved = await commit.decide(escalation, resolution, note, winning_hash, keyId);
      return resolved ?? escalation;
    });
  }

  /** Messages that were given up, the oldest first. */
  async deadLetters(namespace: string, { limit, cursor }: ListDeadLettersQuery): Promise<DeadLetterList> {
    const fingerprint = JSON.stringify(['dead_letters', namespace]);
    const [createdAt, id = ''] = cursor === undefined ? [] : decodeCursor(cursor, fingerprint, SORT_KEY);
    const rows = await this.deliveries.listDead(namespace, createdAt === undefined ? undefined : { createdAt, id }, limit + 1);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, next_cursor: rows.length > limit && last ? encodeCursor(fingerprint, [last.created_at, last.id]) : null };
  }

  /** @throws DomainError delivery_not_found (404), delivery_not_dead (409) */
  async retry(id: string, { namespace, keyId }: Principal): Promise<RetryDeliveryResponse> {
    const was = await this.deliveries.revive(namespace, id, keyId);
    if (!was) throw new DomainError(ESCALATION_ERRORS.delivery_not_found, `No message about escalation ${id} waits here`);
    if (was === 'alive') throw new DomainError(ESCALATION_ERRORS.delivery_not_dead, `The message about escalation ${id} is still being tried`);
    this.courier.wake();
    return { id, status: 'queued' };
  }
}

function notFound(id: string): DomainError {
  return new DomainError(ESCALATION_ERRORS.escalation_not_found, `There is no escalation ${id}`);
}

function countsOf(rows: readonly { readonly kind: string; readonly open: number }[]): EscalationList['counts'] {
  const known = new Map(rows.map(({ kind, open }) => [kind, open]));
  return Object.fromEntries(ESCALATION_TYPES.map((type) => [type, known.get(type) ?? 0])) as unknown as EscalationList['counts'];
}
