import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '@stemedb/access/audit';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { Database } from '@stemedb/platform/database';
import { DomainError } from '@stemedb/platform/errors';
import type { Moment } from '@stemedb/platform/time';
import { AGENT_ERRORS } from './agent.errors';
import type { DecayTrust, DecayTrustResponse } from './trust-decay.dto';
import { type Conclude, TrustDecayRepository } from './trust-decay.repository';

/** Lets trust fade toward neutral where nothing is heard of an agent. */
@Injectable()
export class TrustDecayService {
  readonly halfLifeDays: number;

  constructor(
    private readonly repository: TrustDecayRepository,
    private readonly audits: AuditLog,
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
  ) {
    this.halfLifeDays = config.STEMEDB_TRUST_HALF_LIFE_DAYS;
  }

  /**
   * What an administrator asks for; leaves an audit together with the last agents.
   *
   * @throws DomainError decay_in_future (422)
   */
  async decayNow(namespace: string, { at: asked }: DecayTrust, keyId: string): Promise<DecayTrustResponse> {
    const present = await this.database.present(namespace);
    if (asked !== undefined && asked > present) {
      throw new DomainError(AGENT_ERRORS.decay_in_future, `at lies after ${present}, the present of the store`, {
        errors: [{ path: 'at', message: 'expected a moment that has passed' }],
      });
    }
    const at = asked ?? present;
    return this.decay(namespace, at, (result) => async (manager, last) => {
      const detail = { ...result, agents: result.agents + last.agents, changed: result.changed + last.changed };
      await this.audits.appendAdminWithin(manager, namespace, { act: 'trust.decay', keyId, detail });
    });
  }

  /** All agents of a namespace, page by page. The same moment again changes nothing. */
  async decay(namespace: string, at: Moment, conclude?: (sofar: DecayTrustResponse) => Conclude): Promise<DecayTrustResponse> {
    const plan = { at, halfLifeDays: this.halfLifeDays };
    let result: DecayTrustResponse = { at, half_life_days: this.halfLifeDays, agents: 0, changed: 0 };
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await this.repository.decayPage(namespace, after, plan, conclude?.(result));
      result = { ...result, agents: result.agents + page.agents, changed: result.changed + page.changed };
      after = page.next;
    }
    return result;
  }
}
