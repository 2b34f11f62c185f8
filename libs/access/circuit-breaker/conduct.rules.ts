import type { Outcome } from './circuit.rules';

/** What a request came to, and by which code, if it is a failure of its caller. */
export interface Conduct {
  readonly outcome: Outcome;
  readonly reason: string;
  /** Of a batch: which of its items failed by the caller's mistake. */
  readonly items?: readonly number[];
}

interface ItemResult {
  readonly status?: unknown;
  readonly error?: { readonly code?: unknown; readonly status?: unknown };
}

/** The caller's mistakes. 401 and 403 count where a key is proved, as only a proved key has a circuit. */
const MISTAKES = new Set([400, 403, 413, 415, 422]);
const QUOTA_EXCEEDED = 'quota_exceeded';
/** 422s that tell how full the store is, not that the caller did something wrong. */
const LIMITS_OF_THE_STORE = new Set(['too_many_candidates', 'alias_family_full', 'supersession_chain_too_long']);

const MAX_AGENTS = 16;
const AGENT_ID = /^[0-9a-f]{64}$/;

function isMistake(status: number, code: string): boolean {
  return code === QUOTA_EXCEEDED || (MISTAKES.has(status) && !LIMITS_OF_THE_STORE.has(code));
}

/** Of an answer as a whole. */
export function conductOf(status: number, code: string | undefined): Conduct {
  if (code !== undefined && isMistake(status, code)) return { outcome: 'failure', reason: code };
  return { outcome: status < 400 ? 'success' : 'neither', reason: '' };
}

/**
 * Of a batch, whose answer tells what became of each item. It counts once: as a failure where at least half of its items
 * failed by the caller's mistake. So a file with some bad lines can be imported, and forgeries cannot hide in batches.
 */
export function conductOfBatch(results: readonly ItemResult[]): Conduct {
  const items = results.flatMap(({ error }, index) => (isMistake(Number(error?.status), String(error?.code)) ? [index] : []));
  if (items.length === 0 || items.length * 2 < results.length) return { outcome: 'success', reason: '' };
  return { outcome: 'failure', reason: String(results[items[0] ?? 0]?.error?.code), items };
}

/**
 * The agents that a request claims to speak for, proved or not: in its header, as the agent of a record, as signers of
 * a claim or of the items of a batch.
 */
export function claimedAgents(header: unknown, body: unknown): string[] {
  const agents = new Set<string>();
  if (isAgentId(header)) agents.add(header);
  for (const item of Array.isArray(body) ? (body as unknown[]) : [body]) {
    if (agents.size >= MAX_AGENTS) break;
    for (const agent of agentsOf(item)) if (agents.size < MAX_AGENTS) agents.add(agent);
  }
  return [...agents];
}

function agentsOf(item: unknown): string[] {
  if (typeof item !== 'object' || item === null) return [];
  const { agent_id, signatures } = item as { agent_id?: unknown; signatures?: unknown };
  const signers = Array.isArray(signatures) ? signatures.map((signature: { agent_id?: unknown } | null) => signature?.agent_id) : [];
  return [agent_id, ...signers].filter(isAgentId);
}

function isAgentId(value: unknown): value is string {
  return typeof value === 'string' && AGENT_ID.test(value);
}
