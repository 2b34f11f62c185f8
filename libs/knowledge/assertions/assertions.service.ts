import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { prepareClaim, type SignedClaim, type SourceClass } from '@stemedb/knowledge/claims';
import { inferSourceClass, parseSchemeClasses } from '@stemedb/knowledge/concepts';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { DomainError } from '@stemedb/platform/errors';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { refuseForeignAgentHeader, refuseForeignAgents, refuseFutureTimestamps, refuseInvalidSignatures } from './admission.rules';
import { ASSERTION_ERRORS } from './assertion.errors';
import { INGESTED_TOTAL, REJECTED_TOTAL, SIGNATURE_FAILURES_TOTAL } from './assertion.metrics';
import { AssertionWriter } from './assertion-writer.service';
import type { IncomingClaim, WriteResult } from './incoming-claim';

/** Who brings claims, and whom the request names as the agent. */
export interface WriteContext {
  readonly principal: Principal;
  readonly agentHeader?: string;
}

@Injectable()
export class AssertionsService {
  private readonly classByScheme: ReadonlyMap<string, SourceClass>;

  constructor(
    private readonly writer: AssertionWriter,
    @Inject(CONFIG) config: Config,
    @InjectMetric(INGESTED_TOTAL) private readonly ingested: Counter,
    @InjectMetric(REJECTED_TOTAL) private readonly rejected: Counter,
    @InjectMetric(SIGNATURE_FAILURES_TOTAL) private readonly signatureFailures: Counter,
  ) {
    this.classByScheme = parseSchemeClasses(config.STEMEDB_SOURCE_CLASS_BY_SCHEME);
  }

  /**
   * Checks and writes one claim; resolves once it is durable.
   *
   * @throws DomainError signature_invalid, timestamp_in_future, agent_not_permitted, agent_header_mismatch, or what the
   * write path throws
   */
  async assert(claim: SignedClaim, context: WriteContext): Promise<WriteResult> {
    try {
      const incoming = this.admit(claim, context);
      const result = await this.writer.write(context.principal.namespace, incoming);
      this.ingested.inc({ status: result.status });
      return result;
    } catch (error) {
      this.countRejection(error);
      throw error;
    }
  }

  private admit(claim: SignedClaim, context: WriteContext): IncomingClaim {
    const agentIds = claim.signatures.map((signature) => signature.agent_id);
    refuseForeignAgentHeader(context.agentHeader, agentIds);
    refuseForeignAgents(agentIds, context.principal.agentIds, (index) => `signatures.${index}.agent_id`);
    refuseFutureTimestamps(claim.signatures, Date.now() / 1_000);
    const prepared = prepareClaim(claim);
    refuseInvalidSignatures(prepared);
    return {
      ...prepared,
      sourceClass: claim.source_class ?? inferSourceClass(claim.subject, this.classByScheme),
      keyId: context.principal.keyId,
    };
  }

  private countRejection(error: unknown): void {
    const reason = error instanceof DomainError ? error.code : 'internal_error';
    this.rejected.inc({ reason });
    if (reason === ASSERTION_ERRORS.signature_invalid) this.signatureFailures.inc();
  }
}
