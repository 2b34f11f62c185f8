import { Injectable } from '@nestjs/common';
import type { WriteContext } from '@stemedb/knowledge/assertions';
import { proveRecord, type RecordResponse, refuseUnsigned } from '@stemedb/knowledge/signed-records';
import type { Supersede } from './supersession.dto';
import { SupersessionRepository } from './supersession.repository';
import { judgeSupersession } from './supersession.rules';

@Injectable()
export class SupersessionsService {
  constructor(private readonly supersessions: SupersessionRepository) {}

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
    const hash = proveRecord('supersession', record, context, Date.now() / 1_000);
    return this.supersessions.write(namespace, { record, hash, keyId }, (facts) => judgeSupersession(record, facts, role === 'admin'));
  }
}
