import { Injectable } from '@nestjs/common';
import type { WriteContext } from '@stemedb/knowledge/assertions';
import { RecordProver, type RecordResponse, refuseUnsigned } from '@stemedb/knowledge/signed-records';
import type { Transition } from './lifecycle.dto';
import { LifecycleRepository } from './lifecycle.repository';
import { judgeTransition } from './lifecycle.rules';

@Injectable()
export class LifecycleService {
  constructor(
    private readonly lifecycle: LifecycleRepository,
    private readonly prover: RecordProver,
  ) {}

  /**
   * Takes a claim one step further, once; resolves when that is durable.
   *
   * @throws DomainError assertion_not_found (404), lifecycle_step_impossible (409), lifecycle_step_not_permitted,
   * agent_not_permitted (403), record_signature_required, record_signature_invalid, record_timestamp_in_future (422),
   * agent_header_mismatch (400)
   */
  async move(targetHash: string, transition: Transition, context: WriteContext): Promise<RecordResponse> {
    const { namespace, keyId, role } = context.principal;
    const record = { ...transition, target_hash: targetHash };
    refuseUnsigned(record, context);
    const hash = this.prover.prove('lifecycle', record, context);
    return this.lifecycle.write(namespace, { record, hash, keyId }, (facts) => judgeTransition(record, facts, role === 'admin'));
  }
}
