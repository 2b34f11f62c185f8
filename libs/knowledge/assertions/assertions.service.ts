import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { Quotas, type RequestMeter } from '@stemedb/access/quotas';
import { Admission, type AdmissionTicket, type Offer } from '@stemedb/knowledge/admission';
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

/** Of a write that its signers pay for. */
export interface MeteredContext extends WriteContext {
  readonly meter: RequestMeter;
  /** Proofs of work that the request brings. */
  readonly offer?: Offer | undefined;
  /** Under which the claims of a batch are let in together; a claim alone gets its own. */
  readonly ticket?: AdmissionTicket;
}

@Injectable()
export class AssertionsService {
  private readonly classByScheme: ReadonlyMap<string, SourceClass>;

  constructor(
    private readonly writer: AssertionWriter,
    private readonly verifier: SignatureVerifier,
    private readonly quotas: Quotas,
    private readonly admission: Admission,
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
   * @throws DomainError signature_invalid, timestamp_in_future, agent_not_permitted, agent_header_mismatch,
   * proof_of_work_required, quota_exceeded, or what the write path throws
   */
  assert(claim: SignedClaim, context: MeteredContext): Promise<WriteResult> {
    return this.counted(async () => {
      const { namespace } = context.principal;
      const prepared = this.prepare(claim, context);
      // Whoever has done no work is turned away before the signatures, which are dear, and his proof is used up behind them:
      // what is forged costs nobody a proof.
      const passes = await this.admit(prepared, context);
      const incoming = { ...prepared, passes };
      refuseFaultySignatures(incoming.address, await this.verifier.verify(incoming));
      await this.quotas.chargeSigners(context.principal, incoming.signatures.map((signature) => signature.agent_id), 'assert', context.meter);
      return this.writer.write(namespace, incoming);
    });
  }

  /** Has the ticket of a batch opened once for all its claims. */
  openTicket({ principal, offer }: MeteredContext): AdmissionTicket {
    return this.admission.open(principal.namespace, offer);
  }

  private admit({ signatures }: Pick<IncomingClaim, 'signatures'>, context: MeteredContext) {
    const ticket = context.ticket ?? this.openTicket(context);
    return ticket.admit(signatures.map((signature) => signature.agent_id));
  }

  /** Everything but the signatures, which are dear. */
  private prepare(claim: SignedClaim, context: WriteContext): Omit<IncomingClaim, 'passes'> {
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
