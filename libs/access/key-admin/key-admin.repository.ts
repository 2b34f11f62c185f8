import { Injectable } from '@nestjs/common';
import { type AdminAct, AuditLog } from '@stemedb/access/audit';
import { Database, EVERY_NAMESPACE, type Statement } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import { ENTER_NAMESPACE, FIND_KEY, INSERT_KEY, LIST_KEYS, OTHER_ADMINS, UPDATE_KEY } from './key-admin.statements';

/** Changes of keys take turns, so that no two of them take the last two admins away together. */
const CHANGES_LOCK = 7_263_517_403;

/** What may be chosen of a key. */
export interface KeySettings {
  readonly name: string;
  readonly role: string;
  readonly agent_ids: readonly string[];
  readonly allowed_networks: readonly string[];
  readonly rate_class: string;
  readonly quota_tokens_per_hour: number | null;
  readonly expires_at: Moment | null;
}

/** A stored key without its secret. */
export interface KeyRow extends KeySettings {
  readonly namespace: string;
  readonly id: string;
  readonly prefix: string;
  readonly created_at: Moment;
  readonly disabled_at: Moment | null;
  readonly revoked_at: Moment | null;
  readonly grace_until: Moment | null;
  readonly replaced_by: string | null;
  readonly last_used_at: Moment | null;
}

export interface NewKey {
  readonly namespace: string;
  readonly id: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly settings: KeySettings;
}

export interface KeyFilter {
  readonly namespace?: string;
  readonly role?: string;
}

export interface KeyPlace {
  readonly createdAt: Moment;
  readonly id: string;
}

@Injectable()
export class KeyAdminRepository {
  constructor(
    private readonly database: Database,
    private readonly audits: AuditLog,
  ) {}

  /** @param scope a namespace, or `*` for the keys of all */
  async find(scope: string, id: string): Promise<KeyRow | undefined> {
    const [row] = await this.database.query<KeyRow>('api_key_read', scope, { statement: FIND_KEY, values: [scope, id] });
    return row;
  }

  list(scope: string, filter: KeyFilter, after: KeyPlace | undefined, limit: number): Promise<KeyRow[]> {
    const values = [scope, filter.namespace ?? null, filter.role ?? null, after?.createdAt ?? null, after?.id ?? null, limit];
    return this.database.query<KeyRow>('api_keys', scope, { statement: LIST_KEYS, values });
  }

  /** Changes keys in one transaction, one change in the store at a time. */
  change<T>(work: (change: KeyChange) => Promise<T>): Promise<T> {
    return this.database.manage('api_key_change', EVERY_NAMESPACE, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [CHANGES_LOCK]);
      return work(new KeyChange(this.audits, manager));
    });
  }
}

/** What can be done within a change. */
export class KeyChange {
  constructor(
    private readonly audits: AuditLog,
    private readonly manager: EntityManager,
  ) {}

  async find(scope: string, id: string): Promise<KeyRow | undefined> {
    return (await this.run(FIND_KEY, [scope, id]))[0];
  }

  /** The other keys that may administer the namespace of a key. */
  otherAdmins({ namespace, id }: KeyRow): Promise<KeyRow[]> {
    return this.run(OTHER_ADMINS, [namespace, id]);
  }

  async insert({ namespace, id, prefix, secretHash, settings }: NewKey): Promise<KeyRow> {
    const { name, role, agent_ids, allowed_networks, rate_class, quota_tokens_per_hour, expires_at } = settings;
    const values = [namespace, id, name, role, prefix, secretHash, agent_ids, allowed_networks, rate_class, quota_tokens_per_hour, expires_at];
    return (await this.run(INSERT_KEY, values))[0] as KeyRow;
  }

  async update(key: KeyRow): Promise<KeyRow> {
    const { namespace, id, name, role, agent_ids, allowed_networks, rate_class, quota_tokens_per_hour } = key;
    const times = [key.expires_at, key.disabled_at, key.revoked_at, key.grace_until, key.replaced_by];
    const values = [namespace, id, name, role, agent_ids, allowed_networks, rate_class, quota_tokens_per_hour, ...times];
    return (await this.run(UPDATE_KEY, values))[0] as KeyRow;
  }

  /** Remembers the act in the chain of a namespace; nothing of the keys can be reached in this change afterwards. */
  async remember(namespace: string, act: AdminAct): Promise<void> {
    await this.manager.query(ENTER_NAMESPACE.text, [namespace]);
    await this.audits.appendAdminWithin(this.manager, namespace, act);
  }

  /** TypeORM answers an UPDATE with its rows and their number. */
  private async run(statement: Statement, values: readonly unknown[]): Promise<KeyRow[]> {
    const answer: KeyRow[] | [KeyRow[], number] = await this.manager.query(statement.text, [...values]);
    return Array.isArray(answer[0]) ? answer[0] : (answer as KeyRow[]);
  }
}
