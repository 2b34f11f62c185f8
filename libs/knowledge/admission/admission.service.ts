import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Quotas } from '@stemedb/access/quotas';
import { trustTier } from '@stemedb/knowledge/agents';
import { PROOF_WINDOW_SECONDS } from '@stemedb/knowledge/claims';
import { CONFIG, type Config } from '@stemedb/platform/config';
import type { DomainError } from '@stemedb/platform/errors';
import type { AdmissionStatus } from './admission.dto';
import { proofRequired } from './admission.errors';
import { AdmissionRepository } from './admission.repository';
import { difficultyOf, EXEMPT_CLAIMS, type Offer, type Pass, passKey, type Standing, untilExempt } from './admission.rules';
import { AdmissionSession, type AdmissionTicket, FREE } from './admission.session';

/** Exempt agents are remembered up to this many; they stay exempt, because claims are never taken away. */
const MAX_REMEMBERED = 100_000;

/** A proof is kept until no clock within the window could take it again. */
const KEPT_SECONDS = 3 * PROOF_WINDOW_SECONDS;

const present = (): number => Date.now() / 1_000;

interface Asked {
  readonly agentId: string;
  readonly resolve: (standing: Standing) => void;
  readonly reject: (reason: unknown) => void;
}

/** Lets new agents in against a proof of work, where `STEMEDB_ADMISSION` says so. */
@Injectable()
export class Admission {
  private readonly isOn: boolean;
  private readonly exempt = new Set<string>();
  private readonly asked = new Map<string, Asked[]>();

  constructor(
    private readonly repository: AdmissionRepository,
    private readonly quotas: Quotas,
    @Inject(CONFIG) config: Config,
  ) {
    this.isOn = config.STEMEDB_ADMISSION === 'pow';
  }

  /** The claims of one request come under one ticket. */
  open(namespace: string, offer: Offer | undefined): AdmissionTicket {
    if (!this.isOn) return FREE;
    return new AdmissionSession(randomUUID(), offer, (agentId) => this.standingOf(namespace, agentId), present);
  }

  /**
   * Uses up the proofs that claims rest on.
   *
   * @param claims the passes of each
   * @param now Unix seconds; proofs that were solved long before are forgotten on the way
   * @returns for each claim the refusal where somebody has used its proof before
   */
  async use(namespace: string, claims: readonly (readonly Pass[])[], now = present()): Promise<readonly (DomainError | undefined)[]> {
    const passes = new Map(claims.flat().map((pass) => [passKey(pass), pass]));
    if (passes.size === 0) return claims.map(() => undefined);
    // Of two requests of one commit that bring the same proof, the first has it.
    const first = new Map([...passes.values()].reverse().map((pass) => [`${pass.agentId}:${pass.nonce}`, pass]));
    const used = await this.repository.use(namespace, [...first.values()], Math.floor(now) - KEPT_SECONDS);
    return claims.map((own) => {
      const refused = own.filter((pass) => !used.has(passKey(pass)));
      if (refused.length === 0) return undefined;
      return proofRequired(refused.map(({ agentId, difficulty }) => ({ agent_id: agentId, difficulty, reason: 'used' })), now);
    });
  }

  /** Where an agent stands; one that has never written is a new one. */
  async statusOf(namespace: string, agentId: string): Promise<AdmissionStatus> {
    const [[standing], quota] = await Promise.all([this.repository.findStandings(namespace, [agentId]), this.quotas.standingOf(namespace, agentId)]);
    const { claims, trust } = standing as Standing;
    const difficulty = this.isOn ? difficultyOf({ claims, trust }) : 0;
    return {
      agent_id: agentId,
      mode: this.isOn ? 'pow' : 'off',
      trust,
      tier: trustTier(trust),
      claims,
      difficulty,
      exempt: difficulty === 0,
      until_exempt: this.isOn ? untilExempt({ claims, trust }) : { claims: 0, trust: 0 },
      quota,
    };
  }

  private standingOf(namespace: string, agentId: string): Promise<Standing> {
    if (this.exempt.has(`${namespace}/${agentId}`)) return Promise.resolve({ claims: EXEMPT_CLAIMS, trust: 0 });
    return new Promise((resolve, reject) => {
      const asked = this.asked.get(namespace) ?? [];
      if (asked.push({ agentId, resolve, reject }) > 1) return;
      this.asked.set(namespace, asked);
      // What is asked in the same turn of the event loop is one question to the store.
      setImmediate(() => void this.answer(namespace));
    });
  }

  private async answer(namespace: string): Promise<void> {
    const asked = this.asked.get(namespace) ?? [];
    this.asked.delete(namespace);
    try {
      const standings = await this.repository.findStandings(namespace, asked.map(({ agentId }) => agentId));
      for (const [index, { agentId, resolve }] of asked.entries()) {
        const standing = standings[index] as Standing;
        if (standing.claims >= EXEMPT_CLAIMS) this.remember(`${namespace}/${agentId}`);
        resolve(standing);
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private remember(agent: string): void {
    if (this.exempt.size >= MAX_REMEMBERED) this.exempt.clear();
    this.exempt.add(agent);
  }
}
