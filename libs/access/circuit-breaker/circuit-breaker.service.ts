import { Injectable } from '@nestjs/common';
import { AuditLog } from '@stemedb/access/audit';
import type { Principal } from '@stemedb/access/api-keys';
import { DomainError } from '@stemedb/platform/errors';
import { decodeCursor, encodeCursor } from '@stemedb/platform/http';
import { type CircuitList, type ListCircuitsQuery, type ResetCircuit, type ResetCircuitResponse, UUID } from './circuit-breaker.dto';
import { CIRCUIT_BREAKER_ERRORS } from './circuit-breaker.errors';
import { CircuitBreakerRepository } from './circuit-breaker.repository';
import { Circuits } from './circuits.service';

const FINGERPRINT = 'circuit_breakers';
const SORT_KEY = [(part: string) => UUID.test(part), (part: string) => /^([0-9a-f]{64})?$/.test(part)];
const FIRST_KEY = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class CircuitBreakerService {
  constructor(
    private readonly repository: CircuitBreakerRepository,
    private readonly circuits: Circuits,
    private readonly audits: AuditLog,
  ) {}

  /** The circuits that are not closed, by key and agent. */
  async list(namespace: string, { limit, cursor }: ListCircuitsQuery): Promise<CircuitList> {
    const [keyId = FIRST_KEY, agentId = ''] = cursor === undefined ? [] : decodeCursor(cursor, FINGERPRINT, SORT_KEY);
    await this.circuits.agree();
    const rows = await this.repository.list(namespace, { keyId, agentId }, limit + 1);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, next_cursor: rows.length > limit && last ? encodeCursor(FINGERPRINT, [last.key_id, last.agent_id ?? '']) : null };
  }

  /**
   * Closes the circuit of a key and those of all its uses of agents, or that of its use of one agent. Other instances
   * know it within about a second.
   *
   * @throws DomainError circuit_closed (409)
   */
  async reset({ key_id, agent_id }: ResetCircuit, { namespace, keyId }: Principal): Promise<ResetCircuitResponse> {
    await this.circuits.agree();
    let auditId = '';
    const count = await this.repository.reset(namespace, key_id, agent_id, async (manager, reset) => {
      const detail = { key_id, ...(agent_id === undefined ? {} : { agent_id }), reset };
      auditId = await this.audits.appendAdminWithin(manager, namespace, { act: 'circuit_breaker.reset', keyId, detail });
    });
    if (count === 0) throw new DomainError(CIRCUIT_BREAKER_ERRORS.circuit_closed, 'No circuit of this key is open in this namespace');
    this.circuits.register.reset({ namespace, keyId: key_id, agentId: agent_id });
    await this.circuits.agree();
    return { status: 'closed', reset: count, audit_id: auditId };
  }
}
