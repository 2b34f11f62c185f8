import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import type { AdminAct } from '@stemedb/access/audit';
import type { WriteContext } from '@stemedb/knowledge/assertions';
import { RecordProver, type RecordResponse, refuseUnsigned } from '@stemedb/knowledge/signed-records';
import type { Supersede } from './supersession.dto';
import { SupersessionRepository } from './supersession.repository';
import { judgeSupersession } from './supersession.rules';

@Injectable()
export class SupersessionsService {
  constructor(
    private readonly supersessions: SupersessionRepository,
    private readonly prover: RecordProver,
  ) {}

  /**
   * Records once that a claim is superseded; resolves when it is durable.
   *
   * @throws DomainError assertion_not_found (404), supersession_cycle (409), retraction_not_permitted,
   * agent_not_permitted (403), record_signature_required, record_signature_invalid, record_timestamp_in_future,
   * supersession_chain_too_long (422), agent_header_mismatch (400)
   */
  async supersede(record: Supersede, context: WriteContext): Promise<RecordResponse> {
    const { namespace, keyId, role } = context.principal;
    refuseUnsigned(record, context);
    const hash = this.prover.prove('supersession', record, context);
    return this.supersessions.write(namespace, { record, hash, keyId, act: actOf(record, hash, context.principal) }, (facts) => judgeSupersession(record, facts, role === 'admin'));
  }
}

/** Whoever withdraws a claim with an administrator's key answers for it as an administrator. */
function actOf({ type, target_hash, reason, agent_id }: Supersede, hash: string, { role, keyId }: Principal): AdminAct | undefined {
  if (type !== 'Retraction' || role !== 'admin') return undefined;
  const act = { act: 'assertion.retract', keyId, detail: { target_hash, record_hash: hash, reason } };
  return agent_id === undefined ? act : { ...act, agentId: agent_id };
}
