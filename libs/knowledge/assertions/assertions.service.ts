import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { prepareClaim, type SignedClaim, type SourceClass } from '@stemedb/knowledge/claims';
import { inferSourceClass, parseSchemeClasses } from '@stemedb/knowledge/concepts';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { DomainError } from '@stemedb/platform/errors';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { refuseForeignAgentHeader, refuseForeignAgents, refuseFaultySignatures, refuseFutureTimestamps } from './admission.rules';
import { ASSERTION_ERRORS } from './assertion.errors';
import { INGESTED_TOTAL, REJECTED_TOTAL } from './assertion.metrics';
import { AssertionWriter } from './assertion-writer.service';
import type { IncomingClaim, WriteResult } from './incoming-claim';
import { SignatureFailures } from './signature-failures';
import { SignatureVerifier } from './signature-verifier.service';

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
    private readonly verifier: SignatureVerifier,
    @Inject(CONFIG) config: Config,
    @InjectMetric(INGESTED_TOTAL) private readonly ingested: Counter,
    @InjectMetric(REJECTED_TOTAL) private readonly rejected: Counter,
    private readonly signatureFailures: SignatureFailures,
  ) {
    this.classByScheme = parseSchemeClasses(config.STEMEDB_SOURCE_CLASS_BY_SCHEME);
  }

  /**
   * Checks and writes one claim; resolves once it is durable.
   *
   * @throws DomainError signature_invalid, timestamp_in_future, agent_not_permitted, agent_header_mismatch, or what the
   * write path throws
   */
  assert(claim: SignedClaim, context: WriteContext): Promise<WriteResult> {
    return this.counted(async () => {
      const incoming = this.prepare(claim, context);
      refuseFaultySignatures(incoming.address, await this.verifier.verify(incoming));
      return this.writer.write(context.principal.namespace, incoming);
    });
  }

  /** Everything but the signatures, which are dear. */
  private prepare(claim: SignedClaim, context: WriteContext): IncomingClaim {
    const agentIds = claim.signatures.map((signature) => signature.agent_id);
    refuseForeignAgentHeader(context.agentHeader, agentIds);
    refuseForeignAgents(agentIds, context.principal.agentIds, (index) => `signatures.${index}.agent_id`);
    refuseFutureTimestamps(claim.signatures, Date.now() / 1_000);
    return {
      ...prepareClaim(claim),
      sourceClass: claim.source_class ?? inferSourceClass(claim.subject, this.classByScheme),
      keyId: context.principal.keyId,
    };
  }

  private async counted(write: () => Promise<WriteResult>): Promise<WriteResult> {
    try {
      const result = await write();
      this.ingested.inc({ status: result.status });
      return result;
    } catch (error) {
      this.countRejection(error);
      throw error;
    }
  }

  private countRejection(error: unknown): void {
    const reason = error instanceof DomainError ? error.code : 'internal_error';
    this.rejected.inc({ reason });
    if (reason === ASSERTION_ERRORS.signature_invalid) this.signatureFailures.count();
  }
}
