import { printable } from '../printable.rules';
import { tableLines } from '../table.rules';

/** A key as the server shows it. */
export interface KeyAnswer {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly role: string;
  readonly prefix: string;
  readonly state: string;
  readonly agent_ids: readonly string[];
  readonly allowed_networks: readonly string[];
  readonly rate_class: string;
  readonly quota_tokens_per_hour: number | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly disabled_at: string | null;
  readonly revoked_at: string | null;
  readonly grace_until: string | null;
  readonly replaced_by: string | null;
  readonly last_used_at: string | null;
}

export function isKey(body: unknown): body is KeyAnswer {
  const { id, state, agent_ids, allowed_networks } = (body ?? {}) as Partial<Record<keyof KeyAnswer, unknown>>;
  return typeof id === 'string' && typeof state === 'string' && Array.isArray(agent_ids) && Array.isArray(allowed_networks);
}

/** Keys as a table. The ids stand in full: every other command wants them. */
export function keyTable(keys: readonly KeyAnswer[], width: number | undefined): string[] {
  const columns = [{ title: 'ID' }, { title: 'NAME', flexible: true }, { title: 'ROLE' }, { title: 'NAMESPACE' }, { title: 'STATE' }, { title: 'KEY' }, { title: 'LAST USED' }];
  const rows = keys.map((key) => [key.id, printable(key.name), key.role, key.namespace, key.state, `${key.prefix}…`, toMinute(key.last_used_at)]);
  return tableLines(columns, rows, { width });
}

/** Everything about one key, a line each; what does not apply is left out. */
export function keyLines(key: KeyAnswer): string[] {
  const facts: [string, string | null][] = [
    ['Id', key.id],
    ['Name', printable(key.name)],
    ['Key', `${key.prefix}…`],
    ['Role', key.role],
    ['Namespace', key.namespace],
    ['State', key.state],
    ['Agents', key.agent_ids.join(', ') || 'any'],
    ['Networks', key.allowed_networks.join(', ') || 'any'],
    ['Rate class', key.rate_class],
    ['Quota', key.quota_tokens_per_hour === null ? 'default' : `${key.quota_tokens_per_hour} tokens an hour`],
    ['Created', key.created_at],
    ['Last used', key.last_used_at ?? 'never'],
    ['Expires', key.expires_at ?? 'never'],
    ['Disabled', key.disabled_at],
    ['Revoked', key.revoked_at],
    ['Replaced by', key.replaced_by],
    ['Works until', key.grace_until],
  ];
  return facts.flatMap(([title, value]) => (value === null ? [] : [`${title.padEnd(13)}${value}`]));
}

function toMinute(moment: string | null): string {
  return moment === null ? 'never' : moment.slice(0, 16).replace('T', ' ');
}
