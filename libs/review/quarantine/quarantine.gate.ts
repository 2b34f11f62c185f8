import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { NEUTRAL_TRUST } from '@stemedb/knowledge/agents';
import { type GateVerdict, type IncomingClaim, PASS, subjectKey, type WriteGate, WriteGates } from '@stemedb/knowledge/assertions';
import type { Claim } from '@stemedb/knowledge/claims';
import { CONFIG, type Config, type LinearPattern, parsePatterns } from '@stemedb/platform/config';
import { type GateFacts, GateRepository, type StatementPlace } from './gate.repository';
import { type LazySketch, lazySketchOf, likeness, NEAR_DUPLICATE, statementKey } from './likeness.rules';
import { isLowQuality, qualityOf } from './quality.rules';
import { isHighConfidence, isUntrusted, type Reason, reasonsOf, REASONS, type SignerStanding } from './reason.rules';
import { RecentClaims } from './recent-claims';

const NO_TRUST = 0;
const UNKNOWN_SIGNER: SignerStanding = { trust: NEUTRAL_TRUST, experienced: false, failed: false };

/** A claim with what is compared of it. */
interface Judged {
  readonly incoming: IncomingClaim;
  /** One for each signer; none where duplicates are not looked for. */
  readonly keys: readonly string[];
  readonly sketch: LazySketch;
}

/** Holds suspicious claims back until a person decides. */
@Injectable()
export class QuarantineGate implements WriteGate, OnModuleInit {
  readonly name = 'quarantine';

  private readonly reasons: ReadonlySet<Reason>;
  private readonly patterns: readonly LinearPattern[];

  constructor(
    private readonly gates: WriteGates,
    private readonly facts: GateRepository,
    private readonly recent: RecentClaims,
    @Inject(CONFIG) config: Config,
  ) {
    this.reasons = reasonsOf(config.STEMEDB_QUARANTINE);
    this.patterns = parsePatterns(config.STEMEDB_QUARANTINE_PATTERNS) ?? [];
  }

  onModuleInit(): void {
    if (this.reasons.size > 0) this.gates.register(this);
  }

  async check(namespace: string, claims: readonly IncomingClaim[]): Promise<readonly GateVerdict[]> {
    const judged = claims.map((incoming) => this.prepare(incoming));
    const doubtful = claims.filter(({ claim }) => this.dependsOnSigners(claim));
    const agentIds = new Set(doubtful.flatMap(({ signatures }) => signatures.map(({ agent_id }) => agent_id)));
    const facts = await this.facts.ask(namespace, [...agentIds], placesOf(namespace, judged));
    return judged.map((one) => {
      const verdict = this.judge(namespace, one, facts);
      this.recent.remember(namespace, one.keys, one.incoming.address, one.sketch);
      return verdict;
    });
  }

  /** Trust only adds to the quality of a claim: one that is good enough without any is good enough whoever signs it. */
  private dependsOnSigners(claim: Claim): boolean {
    if (this.reasons.has('untrusted_high_confidence') && isHighConfidence(claim.confidence)) return true;
    return this.reasons.has('low_quality') && isLowQuality(claim, NO_TRUST);
  }

  private prepare(incoming: IncomingClaim): Judged {
    if (!this.reasons.has('duplicate')) return { incoming, keys: [], sketch: () => null };
    const keys = incoming.signatures.map(({ agent_id }) => statementKey(incoming.claim, agent_id));
    return { incoming, keys, sketch: lazySketchOf(incoming.claim) };
  }

  private judge(namespace: string, judged: Judged, facts: GateFacts): GateVerdict {
    const signers = judged.incoming.signatures.map(({ agent_id }) => facts.signers.get(agent_id) ?? UNKNOWN_SIGNER);
    const checks: Record<Reason, () => string | undefined> = {
      pattern: () => this.patternIn(judged.incoming),
      low_quality: () => faultOfQuality(judged.incoming, signers),
      duplicate: () => this.duplicated(namespace, judged, facts),
      untrusted_high_confidence: () => faultOfTrust(judged.incoming, signers),
    };
    for (const reason of REASONS) {
      const detail = this.reasons.has(reason) ? checks[reason]() : undefined;
      if (detail !== undefined) return { verdict: 'quarantine', reason, detail };
    }
    return PASS;
  }

  private patternIn({ claim }: IncomingClaim): string | undefined {
    if (this.patterns.length === 0) return undefined;
    const texts = [claim.subject, claim.predicate, String(claim.object.value), claim.narrative ?? ''];
    const place = this.patterns.findIndex((pattern) => texts.some((text) => pattern.foundIn(text)));
    return place < 0 ? undefined : `The configured pattern ${place + 1} is found in it`;
  }

  private duplicated(namespace: string, { incoming, keys, sketch }: Judged, { earlier }: GateFacts): string | undefined {
    for (const key of keys) {
      const others = [...(earlier.get(key) ?? []), ...this.recent.before(namespace, key, incoming.address)];
      for (const other of others) {
        if (other.hash === incoming.address) continue;
        const likely = likeness(incoming.claim, sketch(), other.sketch());
        if (likely >= NEAR_DUPLICATE) return `Says the same as ${other.hash} by the same agent: likeness ${likely.toFixed(2)}`;
      }
    }
    return undefined;
  }
}

/** Each place once. */
function placesOf(namespace: string, judged: readonly Judged[]): StatementPlace[] {
  const places = new Map<string, StatementPlace>();
  for (const { incoming, keys } of judged) {
    if (keys.length === 0) continue;
    const subject = subjectKey(namespace, incoming.claim.subject);
    for (const key of keys) places.set(key, { subjectKey: subject, statementKey: key });
  }
  return [...places.values()];
}

function faultOfQuality({ claim }: IncomingClaim, signers: readonly SignerStanding[]): string | undefined {
  const best = Math.max(...signers.map((signer) => signer.trust));
  if (!isLowQuality(claim, best)) return undefined;
  const { score, entropy, length, structure, trust } = qualityOf(claim, best);
  const parts = Object.entries({ entropy, length, structure, trust }).map(([part, value]) => `${part} ${value.toFixed(2)}`);
  return `Quality ${score.toFixed(3)}: ${parts.join(', ')}`;
}

function faultOfTrust({ claim }: IncomingClaim, signers: readonly SignerStanding[]): string | undefined {
  if (!isUntrusted(claim.confidence, signers)) return undefined;
  const best = Math.max(...signers.map(({ trust }) => trust));
  const why = signers.some(({ failed }) => failed) ? 'after a failed gold standard' : 'and no newcomer';
  return `Confidence ${claim.confidence}, signed with trust ${best.toFixed(2)} at most, ${why}`;
}
