import { type Owed, proofRequired } from './admission.errors';
import { chooseProof, claimsAdmitted, difficultyOf, type Offer, type Pass, type Standing } from './admission.rules';

/** Under which the claims of one request are let in. */
export interface AdmissionTicket {
  /**
   * What a claim rests on: a proof for each signer that needs one. Every one of them needs its own, or whoever is exempt
   * could make others so.
   *
   * @throws DomainError proof_of_work_required (428)
   */
  admit(agentIds: readonly string[]): Promise<readonly Pass[]>;
}

const NOTHING: readonly Pass[] = [];

/** Of a server that lets everybody in. */
export const FREE: AdmissionTicket = { admit: () => Promise.resolve(NOTHING) };

/** Counts the claims of each agent in one request. */
export class AdmissionSession implements AdmissionTicket {
  private readonly standings = new Map<string, Promise<Standing>>();
  private readonly taken = new Map<string, number>();

  /** @param now gives Unix seconds */
  constructor(
    private readonly requestId: string,
    private readonly offer: Offer | undefined,
    private readonly find: (agentId: string) => Promise<Standing>,
    private readonly now: () => number,
  ) {}

  async admit(agentIds: readonly string[]): Promise<readonly Pass[]> {
    const signers = [...new Set(agentIds)];
    const standings = await Promise.all(signers.map((agentId) => this.standingOf(agentId)));
    const results = signers.map((agentId, index) => this.admitOne(agentId, standings[index] as Standing));
    const owed = results.filter((result) => result !== undefined && 'reason' in result);
    if (owed.length > 0) throw proofRequired(owed, this.now());
    for (const agentId of signers) this.taken.set(agentId, this.takenBy(agentId) + 1);
    return results.filter((result) => result !== undefined && 'nonce' in result);
  }

  private admitOne(agentId: string, standing: Standing): Pass | Owed | undefined {
    const difficulty = difficultyOf(standing);
    if (difficulty === 0) return undefined;
    const taken = this.takenBy(agentId);
    if (taken >= claimsAdmitted(standing)) {
      return { agent_id: agentId, difficulty: difficultyOf({ ...standing, claims: standing.claims + taken }), reason: 'missing' };
    }
    const proof = chooseProof(agentId, difficulty, this.offer, this.now());
    if (typeof proof === 'string') return { agent_id: agentId, difficulty, reason: proof };
    return { ...proof, agentId, difficulty, requestId: this.requestId };
  }

  private takenBy(agentId: string): number {
    return this.taken.get(agentId) ?? 0;
  }

  private standingOf(agentId: string): Promise<Standing> {
    const known = this.standings.get(agentId) ?? this.find(agentId);
    this.standings.set(agentId, known);
    return known;
  }
}
