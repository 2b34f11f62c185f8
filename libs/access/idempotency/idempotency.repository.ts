import { Injectable } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import { CLAIM, FIND_REQUEST, KEEP_ANSWER, RELEASE, REMOVE_EXPIRED } from './idempotency.statements';

/** Whose request it is and what it is called. */
export interface RequestName {
  readonly namespace: string;
  readonly keyId: string;
  readonly idempotencyKey: string;
}

/** What is asked. */
export interface RequestMark {
  /** Method and route template. */
  readonly route: string;
  readonly digest: Buffer;
}

export interface KnownRequest {
  readonly route: string;
  readonly request_digest: Buffer;
  /** null while it is under way. */
  readonly status: number | null;
  readonly sealed_answer: Buffer | null;
}

const nameValues = ({ namespace, keyId, idempotencyKey }: RequestName): string[] => [namespace, keyId, idempotencyKey];

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes the name for a request, or tells which request has it.
   *
   * @returns undefined where it is taken now; 'released' where whoever had it gave it up in this very moment
   */
  claim(name: RequestName, { route, digest }: RequestMark, claimId: string): Promise<KnownRequest | 'released' | undefined> {
    return this.database.manage('idempotency_claim', name.namespace, async (manager) => {
      const taken: unknown[] = await manager.query(CLAIM.text, [...nameValues(name), route, digest, claimId]);
      if (taken.length > 0) return undefined;
      const [known]: KnownRequest[] = await manager.query(FIND_REQUEST.text, nameValues(name));
      return known ?? 'released';
    });
  }

  async keep(name: RequestName, claimId: string, status: number, sealed: Buffer): Promise<void> {
    await this.run('idempotency_keep', name.namespace, KEEP_ANSWER.text, [...nameValues(name), claimId, status, sealed]);
  }

  async release(name: RequestName, claimId: string): Promise<void> {
    await this.run('idempotency_release', name.namespace, RELEASE.text, [...nameValues(name), claimId]);
  }

  async removeExpired(namespace: string): Promise<void> {
    await this.run('idempotency_sweep', namespace, REMOVE_EXPIRED.text, [namespace]);
  }

  private async run(operation: string, namespace: string, text: string, values: unknown[]): Promise<void> {
    await this.database.manage(operation, namespace, (manager) => manager.query(text, values));
  }
}
