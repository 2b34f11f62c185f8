import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { AuditLog } from '@stemedb/access/audit';
import { AGENT_ERRORS, NEUTRAL_TRUST } from '@stemedb/knowledge/agents';
import { QUERY_ERRORS, ResolutionService } from '@stemedb/knowledge/queries';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { AgentVerification, JudgedClaim, QuestionVerdict, Verify, VerifyResponse } from './gold-standard.dto';
import { countingKey, type GoldQuestion, inCommits, judge, type Judgement, type StandingClaim, verdictOf } from './verdict.rules';
import { type FoundQuestion, VerificationRepository } from './verification.repository';

const MAX_AGENTS = 1_000;
const QUESTIONS_OF_A_PAGE = 200;
/** Few, so that claims that are written meanwhile do not wait long for their turn. */
const OUTCOMES_OF_A_COMMIT = 20;

/**
 * The claims that the skeptic would weigh now, superseded epochs left out: what is held back, erased, withdrawn, replaced,
 * rejected or not about the present is no answer of an agent's. A pair stands for itself, without its aliases.
 */
const PARAMETERS = { include_superseded: false, resolve_aliases: false, visual_threshold: 0, decay: 'off', inner_lens: 'skeptic' } as const;

/** Compares what agents claim with what is known, and lets their trust follow. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly repository: VerificationRepository,
    private readonly resolutions: ResolutionService,
    private readonly audits: AuditLog,
  ) {}

  /**
   * Verifies one agent, or a page of all who have claims on gold standards. Each claim is counted once for each question
   * and signer, however often and by however many callers it is verified. Resolves when all of it is durable.
   *
   * @throws DomainError agent_not_found (404), validation_failed for a cursor of another list
   */
  async verify(request: Verify, { namespace, keyId }: Principal): Promise<VerifyResponse> {
    const { agentIds, nextCursor } = await this.agentsOf(namespace, request);
    const before = await this.repository.findTrust(namespace, agentIds);
    const reports = new Map(agentIds.map((agentId): [string, QuestionVerdict[]] => [agentId, []]));
    for (let page = await this.page(namespace, agentIds); page.length > 0; page = await this.page(namespace, agentIds, page.at(-1)?.id)) {
      const judgements = await this.judgePage(namespace, page, agentIds);
      const counted = await this.count(namespace, judgements);
      const shown = request.agent_id === undefined ? page.filter(({ answered }) => answered) : page;
      report(reports, shown, judgements, counted, request.agent_id !== undefined);
    }
    const after = await this.repository.findTrust(namespace, agentIds);
    const agents = [...reports].map(([agentId, verdicts]) => agentReport(agentId, verdicts, before, after));
    await this.audits.appendAdmin(namespace, {
      act: 'gold_standard.verify',
      keyId,
      ...(request.agent_id === undefined ? {} : { agentId: request.agent_id }),
      detail: { agents: agents.length, accurate: sum(agents, 'accurate'), inaccurate: sum(agents, 'inaccurate') },
    });
    return { agents, next_cursor: nextCursor };
  }

  private async agentsOf(namespace: string, request: Verify): Promise<{ agentIds: string[]; nextCursor: string | null }> {
    const { agent_id: agentId, limit = MAX_AGENTS, cursor } = request;
    if (agentId !== undefined) {
      if (await this.repository.isKnown(namespace, agentId)) return { agentIds: [agentId], nextCursor: null };
      throw new DomainError(AGENT_ERRORS.agent_not_found, 'No agent with this id has written here');
    }
    const fingerprint = JSON.stringify(['verify', namespace]);
    const [after = ''] = cursor === undefined ? [] : decodeCursor(cursor, fingerprint, [CURSOR_PART.hash]);
    const found = await this.repository.findTested(namespace, after, limit + 1);
    const agentIds = found.slice(0, limit);
    const last = agentIds.at(-1);
    return { agentIds, nextCursor: found.length > limit && last !== undefined ? encodeCursor(fingerprint, [last]) : null };
  }

  private page(namespace: string, agentIds: readonly string[], after?: string): Promise<FoundQuestion[]> {
    if (agentIds.length === 0) return Promise.resolve([]);
    return this.repository.findQuestions(namespace, agentIds, after, QUESTIONS_OF_A_PAGE);
  }

  private async judgePage(namespace: string, page: readonly FoundQuestion[], agentIds: readonly string[]): Promise<Judgement[]> {
    const asked = new Set(agentIds);
    const judgements: Judgement[] = [];
    for (const gold of page) {
      if (gold.answered) judgements.push(...judge(gold, await this.claimsOf(namespace, gold, agentIds), asked));
    }
    return judgements;
  }

  /** Where more claims stand than a lens may weigh at once, they are looked at agent by agent. */
  private async claimsOf(namespace: string, gold: GoldQuestion, agentIds: readonly string[]): Promise<StandingClaim[]> {
    const [only, ...others] = agentIds;
    try {
      return await this.resolve(namespace, gold, others.length === 0 ? only : undefined);
    } catch (error) {
      const tooMany = error instanceof DomainError && error.code === QUERY_ERRORS.too_many_candidates;
      if (!tooMany || others.length === 0) throw error;
      const found = new Map<string, StandingClaim>();
      for (const agentId of agentIds) for (const claim of await this.resolve(namespace, gold, agentId)) found.set(claim.hash, claim);
      return [...found.values()];
    }
  }

  private async resolve(namespace: string, { subject, predicate }: GoldQuestion, agentId: string | undefined): Promise<StandingClaim[]> {
    const { candidates } = await this.resolutions.resolve(namespace, 'epoch', subject, predicate, { ...PARAMETERS, agent_id: agentId, as_of: undefined });
    return candidates.map(({ hash, object, agents }) => ({ hash, object, agents }));
  }

  /** Counts what was not counted yet, commit by commit; answers the counting keys of that. */
  private async count(namespace: string, judgements: readonly Judgement[]): Promise<Set<string>> {
    const [goldIds, agentIds] = [new Set(judgements.map(({ gold }) => gold.id)), new Set(judgements.map(({ agentId }) => agentId))];
    const before = await this.repository.findCounted(namespace, [...goldIds], [...agentIds]);
    const fresh = judgements.filter(({ gold, hash, agentId }) => !before.has(countingKey(gold.id, hash, agentId)));
    const counted = new Set<string>();
    for (const commit of inCommits(fresh, OUTCOMES_OF_A_COMMIT)) {
      for (const key of await this.repository.count(namespace, commit)) counted.add(key);
    }
    return counted;
  }
}

/** Adds the verdicts on some questions to the reports of the agents. */
function report(
  reports: ReadonlyMap<string, QuestionVerdict[]>,
  questions: readonly GoldQuestion[],
  judgements: readonly Judgement[],
  counted: ReadonlySet<string>,
  withUnanswered: boolean,
): void {
  const byQuestion = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const key = `${judgement.agentId}/${judgement.gold.id}`;
    byQuestion.set(key, [...(byQuestion.get(key) ?? []), judgement]);
  }
  for (const [agentId, verdicts] of reports) {
    for (const { id, subject, predicate, object } of questions) {
      const own = byQuestion.get(`${agentId}/${id}`) ?? [];
      if (own.length === 0 && !withUnanswered) continue;
      const claims = own.map((judgement) => judgedClaim(judgement, counted));
      verdicts.push({ gold_standard_id: id, subject, predicate, expected: object, verdict: verdictOf(own), claims });
    }
  }
}

function judgedClaim({ gold, agentId, hash, object, accurate }: Judgement, counted: ReadonlySet<string>): JudgedClaim {
  return { hash, object, accurate, counted: counted.has(countingKey(gold.id, hash, agentId)) ? 'now' : 'before' };
}

function agentReport(
  agentId: string,
  verdicts: QuestionVerdict[],
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): AgentVerification {
  const counted = verdicts.flatMap(({ claims }) => claims.filter((claim) => claim.counted === 'now'));
  const accurate = counted.filter((claim) => claim.accurate).length;
  return {
    agent_id: agentId,
    trust_before: before.get(agentId) ?? NEUTRAL_TRUST,
    trust_after: after.get(agentId) ?? NEUTRAL_TRUST,
    accurate,
    inaccurate: counted.length - accurate,
    verdicts,
  };
}

function sum(agents: readonly AgentVerification[], figure: 'accurate' | 'inaccurate'): number {
  return agents.reduce((total, agent) => total + agent[figure], 0);
}
