import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { type Balance, type Budget, Budgets } from '@stemedb/access/budgets';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { DomainError } from '@stemedb/platform/errors';
import { NamedAgents } from './named-agents';
import { QuotaFigures } from './quota.figures';
import { QUOTA_ERRORS } from './quota.errors';
import { HOUR_MS, type Identity, limitOf, type QuotaStanding, standingOf, tightest } from './quota.rules';
import { writeTokens } from './quota-cost.rules';
import type { RequestMeter } from './request-meter';

/** The key of a request as far as its quota is concerned. */
type Payer = Pick<Principal, 'namespace' | 'keyId' | 'agentIds' | 'quotaTokensPerHour'>;

interface Purse {
  readonly id: string;
  readonly limit: number;
  /** Whose it is, in words. */
  readonly owner: string;
}

/** Tokens that agents and keys spend, an hour at a time. */
@Injectable()
export class Quotas {
  private readonly base: number;
  private readonly budget: Budget;
  private readonly named = new NamedAgents();

  constructor(
    private readonly figures: QuotaFigures,
    budgets: Budgets,
    @Inject(CONFIG) config: Config,
  ) {
    this.base = config.STEMEDB_QUOTA_TOKENS_PER_HOUR;
    this.budget = budgets.open('quota', HOUR_MS);
  }

  get isOn(): boolean {
    return this.base > 0;
  }

  /**
   * Lets each signer pay for what it signed; of several all or none. To be called once their signatures have been proved:
   * nobody spends what is another's.
   *
   * @throws DomainError quota_exceeded (429), store_unavailable (503)
   */
  async chargeSigners(payer: Payer, signers: readonly string[], act: 'assert' | 'vote', meter: RequestMeter): Promise<void> {
    if (!this.isOn) return;
    const purses = await Promise.all([...new Set(signers)].map((agentId) => this.purseOfAgent(payer, agentId, 'proved')));
    await this.charge(purses, writeTokens(act, meter.bodyBytes), meter);
  }

  /**
   * Lets a reader pay: the agent where the key is bound to it, else the key's use of the agent that it names, else the key.
   *
   * @throws DomainError quota_exceeded (429), store_unavailable (503)
   */
  async chargeReader(payer: Payer, agentId: string | undefined, tokens: number, meter: RequestMeter): Promise<void> {
    if (!this.isOn) return;
    await this.charge([await this.purseOfReader(payer, agentId)], tokens, meter);
  }

  /** Where an agent stands that comes with a key without a figure of its own; null where nothing limits it. */
  async standingOf(namespace: string, agentId: string): Promise<QuotaStanding | null> {
    if (!this.isOn) return null;
    const purse = await this.purseOfAgent({ namespace, keyId: '', agentIds: [] }, agentId, 'proved');
    if (!purse) return null;
    const { balances } = await this.budget.spend([purse], 0);
    return balances[0] ? standingOf(purse.limit, balances[0]) : null;
  }

  private async purseOfReader(payer: Payer, agentId: string | undefined): Promise<Purse | undefined> {
    const { namespace, keyId, agentIds } = payer;
    if (agentId !== undefined && agentIds.includes(agentId)) return this.purseOfAgent(payer, agentId, 'proved');
    if (agentId !== undefined && this.named.admits(`${namespace}/${keyId}`, agentId, performance.now())) {
      return this.purseOfAgent(payer, agentId, 'named');
    }
    const limit = limitOf({ base: this.base, ofKey: payer.quotaTokensPerHour ?? null, ofAgent: null, multiplier: 1 }, 'none');
    return limit === undefined ? undefined : { id: accountOf(namespace, `key:${keyId}`), limit, owner: 'The API key' };
  }

  private async purseOfAgent(payer: Payer, agentId: string, identity: Exclude<Identity, 'none'>): Promise<Purse | undefined> {
    const { namespace, keyId, quotaTokensPerHour: ofKey = null } = payer;
    const limit = limitOf({ base: this.base, ofKey, ...(await this.figures.of(namespace, agentId)) }, identity);
    if (limit === undefined) return undefined;
    if (identity === 'proved') return { id: accountOf(namespace, `agent:${agentId}`), limit, owner: `The agent ${agentId}` };
    return { id: accountOf(namespace, `key:${keyId}:${agentId}`), limit, owner: `The API key for the agent ${agentId}` };
  }

  private async charge(given: readonly (Purse | undefined)[], tokens: number, meter: RequestMeter): Promise<void> {
    const purses = given.filter((purse) => purse !== undefined);
    if (purses.length === 0) return;
    const { granted, balances } = await this.budget.spend(purses, tokens);
    const standings = purses.map(({ limit, owner }, index) => ({ ...standingOf(limit, balances[index] as Balance), owner }));
    const least = tightest(standings) as (typeof standings)[number] | undefined;
    if (!least) return;
    meter.show(least);
    if (granted) return;
    const empty = standings.filter(({ remaining }) => remaining < tokens);
    throw exceeded(least, tokens, Math.max(...empty.map(({ reset }) => reset)));
  }
}

function accountOf(namespace: string, name: string): string {
  return `${namespace}:${name}`;
}

function exceeded({ owner, limit, remaining, reset }: QuotaStanding & { owner: string }, tokens: number, retryAfterSeconds: number): DomainError {
  const detail = `${owner} has ${remaining} of ${limit} tokens left in this hour, and this costs ${tokens}; an administrator can raise the quota of the agent or of the key`;
  return new DomainError(QUOTA_ERRORS.quota_exceeded, detail, { retryAfterSeconds, extensions: { limit, remaining, reset, cost: tokens } });
}
