import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AllowedNetworks, API_KEY_ERRORS, ApiKeyService, formatKey, hashKey, keyPrefix, type Principal, type Role } from '@stemedb/access/api-keys';
import { EVERY_NAMESPACE } from '@stemedb/platform/database';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import type { CreateKey, KeyList, KeyView, ListKeysQuery, NewKeyView, RotatedKeyView, RotateKey, UpdateKey } from './key-admin.dto';
import { KEY_ADMIN_ERRORS } from './key-admin.errors';
import { KeyAdminRepository, type KeyChange, type KeyRow, type KeySettings } from './key-admin.repository';
import { type Administrating, type KeyAct, permits, stateOf, takesLastAdmin } from './key-state.rules';

const SORT_KEY = [CURSOR_PART.moment, CURSOR_PART.text];
const SECRET_BYTES = 24;

/** Who administers keys, and from where. */
export interface Administrator {
  readonly principal: Principal;
  readonly address: string;
}

/** What an act does to a key. */
interface Step {
  readonly act: KeyAct;
  readonly after: KeyRow;
}

@Injectable()
export class KeyAdminService {
  constructor(
    private readonly store: KeyAdminRepository,
    private readonly authentication: ApiKeyService,
  ) {}

  /**
   * Makes a key; its text is in the answer and nowhere else.
   *
   * @throws DomainError namespace_forbidden (403), api_key_expiry_past (422)
   */
  create({ namespace: asked, ...settings }: CreateKey, { principal }: Administrator): Promise<NewKeyView> {
    const now = new Date();
    const namespace = asked ?? principal.namespace;
    if (namespace !== principal.namespace && !principal.everyNamespace) {
      throw new DomainError(API_KEY_ERRORS.namespace_forbidden, 'This API key makes keys of its own namespace only');
    }
    refusePast(settings.expires_at, now);
    return this.store.change(async (change) => {
      const made = await makeKey(change, namespace, settings);
      await remember(change, principal, 'api_key.create', made.row, { role: settings.role });
      return { ...viewOf(made.row, now), key: made.key };
    });
  }

  /** @throws DomainError api_key_not_found (404) */
  async find(id: string, principal: Principal): Promise<KeyView> {
    return viewOf(known(await this.store.find(scopeOf(principal), id), id), new Date());
  }

  /** Newest first. */
  async list({ limit, cursor, ...filter }: ListKeysQuery, principal: Principal): Promise<KeyList> {
    const scope = scopeOf(principal);
    const fingerprint = fingerprintOf(scope, filter);
    const [createdAt, id = ''] = cursor === undefined ? [] : decodeCursor(cursor, fingerprint, SORT_KEY);
    const rows = await this.store.list(scope, filter, createdAt === undefined ? undefined : { createdAt, id }, limit + 1);
    const now = new Date();
    const items = rows.slice(0, limit).map((row) => viewOf(row, now));
    const last = items.at(-1);
    return { items, next_cursor: rows.length > limit && last ? encodeCursor(fingerprint, [last.created_at, last.id]) : null };
  }

  /**
   * @throws DomainError api_key_not_found (404), api_key_state_conflict, last_admin_key (409), api_key_scope,
   * api_key_expiry_past (422)
   */
  update(id: string, { disabled, ...changes }: UpdateKey, administrator: Administrator): Promise<KeyView> {
    const act = disabled === undefined ? 'change' : disabled ? 'disable' : 'enable';
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    return this.step(id, administrator, (key, now) => {
      if (key.namespace === EVERY_NAMESPACE && changes.role !== undefined && changes.role !== 'admin') {
        throw new DomainError(KEY_ADMIN_ERRORS.api_key_scope, 'A key of all namespaces cannot have a lesser role');
      }
      refusePast(changes.expires_at, now);
      const disabledAt = disabled === undefined ? key.disabled_at : disabled ? now.toISOString() : null;
      return { act, after: { ...key, ...(Object.fromEntries(given) as Partial<KeySettings>), disabled_at: disabledAt } };
    });
  }

  /** @throws DomainError api_key_not_found (404), api_key_state_conflict, last_admin_key (409) */
  revoke(id: string, administrator: Administrator): Promise<KeyView> {
    return this.step(id, administrator, (key, now) => ({ act: 'revoke', after: { ...key, revoked_at: now.toISOString() } }));
  }

  /**
   * Replaces a key by a new one of the same settings; the old one goes on for its grace.
   *
   * @throws DomainError api_key_not_found (404), api_key_state_conflict, last_admin_key (409)
   */
  async rotate({ id, grace_seconds }: RotateKey, { principal }: Administrator): Promise<RotatedKeyView> {
    const now = new Date();
    const rotated = await this.store.change(async (change) => {
      const old = known(await change.find(scopeOf(principal), id), id);
      demand('rotate', old, now);
      const made = await makeKey(change, old.namespace, old);
      const graceUntil = new Date(now.getTime() + grace_seconds * 1_000).toISOString();
      const replaced = { ...old, grace_until: graceUntil, replaced_by: made.row.id };
      await this.keepAnAdmin(change, old, replaced, now);
      const replaces = viewOf(await change.update(replaced), now);
      await remember(change, principal, 'api_key.rotate', old, { replaced_by: made.row.id, grace_seconds });
      return { ...viewOf(made.row, now), key: made.key, replaces };
    });
    this.authentication.forget(rotated.replaces.prefix);
    return rotated;
  }

  private async step(id: string, { principal, address }: Administrator, take: (key: KeyRow, now: Date) => Step): Promise<KeyView> {
    const now = new Date();
    const changed = await this.store.change(async (change) => {
      const key = known(await change.find(scopeOf(principal), id), id);
      const { act, after } = take(key, now);
      demand(act, key, now);
      await this.keepAnAdmin(change, key, after, now, address);
      const row = await change.update(after);
      await remember(change, principal, `api_key.${act}`, key, differenceOf(key, after));
      return viewOf(row, now);
    });
    this.authentication.forget(changed.prefix);
    return changed;
  }

  /**
   * @param address where the administrator calls from: networks that shut him out may be a slip, and the last admin key
   * is not the one to find that out with
   */
  private async keepAnAdmin(change: KeyChange, before: KeyRow, after: KeyRow, now: Date, address?: string): Promise<void> {
    const shutOut = address !== undefined && !new AllowedNetworks(after.allowed_networks).admit(address) && before.allowed_networks !== after.allowed_networks;
    const others = await change.otherAdmins(before);
    const left = { ...administrating(after), ...(shutOut ? { role: 'none' } : {}) };
    if (!takesLastAdmin(administrating(before), left, others.map(administrating), now)) return;
    throw new DomainError(KEY_ADMIN_ERRORS.last_admin_key, 'Nobody could administer what this key administers; make another admin key that does not expire first');
  }
}

async function makeKey(change: KeyChange, namespace: string, settings: KeySettings): Promise<{ row: KeyRow; key: string }> {
  const key = formatKey(randomBytes(SECRET_BYTES));
  const row = await change.insert({ namespace, id: randomUUID(), prefix: keyPrefix(key), secretHash: hashKey(key), settings });
  return { row, key };
}

/** In the chain of the key's namespace; of a key of all namespaces, in that of the one that the administrator works in. */
function remember(change: KeyChange, principal: Principal, act: string, key: KeyRow, detail: object): Promise<void> {
  const namespace = key.namespace === EVERY_NAMESPACE ? principal.namespace : key.namespace;
  return change.remember(namespace, { act, keyId: principal.keyId, detail: { api_key: key.id, namespace: key.namespace, ...detail } });
}

/** What a change has set. A name may be a person's, and an audit stays for ever. */
function differenceOf(before: KeyRow, after: KeyRow): object {
  const changed = (Object.keys(after) as (keyof KeyRow)[]).filter((field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]));
  return Object.fromEntries(changed.map((field) => [field, field === 'name' ? 'changed' : after[field]]));
}

function scopeOf({ everyNamespace, namespace }: Principal): string {
  return everyNamespace ? EVERY_NAMESPACE : namespace;
}

function known(row: KeyRow | undefined, id: string): KeyRow {
  if (!row) throw new DomainError(KEY_ADMIN_ERRORS.api_key_not_found, `There is no API key ${id}`);
  return row;
}

function demand(act: KeyAct, key: KeyRow, now: Date): void {
  const times = administrating(key);
  if (permits(times, act, now)) return;
  throw new DomainError(KEY_ADMIN_ERRORS.api_key_state_conflict, `The API key is ${stateOf(times, now)}: ${act} is not possible`);
}

function refusePast(expiry: Moment | null | undefined, now: Date): void {
  if (!expiry || new Date(expiry) > now) return;
  throw new DomainError(KEY_ADMIN_ERRORS.api_key_expiry_past, `expires_at has passed: ${expiry}; revoke the key to end it now`);
}

function administrating({ role, expires_at, disabled_at, revoked_at, grace_until }: KeyRow): Administrating {
  return { role, expiresAt: dateOf(expires_at), disabledAt: dateOf(disabled_at), revokedAt: dateOf(revoked_at), graceUntil: dateOf(grace_until) };
}

function dateOf(moment: Moment | null): Date | null {
  return moment === null ? null : new Date(moment);
}

function viewOf(row: KeyRow, now: Date): KeyView {
  return { ...row, role: row.role as Role, state: stateOf(administrating(row), now) };
}

function fingerprintOf(scope: string, filter: object): string {
  return createHash('sha256').update(JSON.stringify(['api_keys', scope, filter])).digest('base64url').slice(0, 16);
}
