import { randomUUID } from 'node:crypto';
import { admit, type Circuit, CLOSED, type CircuitSettings, type CircuitState, finish, type Opening, type Outcome, refusalAt, type Refusal, stateAt } from './circuit.rules';

/** An API key in a namespace, or its use of one agent there. */
export interface CallerId {
  readonly namespace: string;
  readonly keyId: string;
  readonly agentId: string | undefined;
}

/** A circuit that is not closed, under the id of its last opening. Times are of the register's clock. */
export interface Tripped {
  readonly id: string;
  readonly caller: CallerId;
  readonly circuit: Circuit & { readonly opening: Opening };
}

/** What the store does not know yet. */
export type Change = { readonly kind: 'opened'; readonly tripped: Tripped } | { readonly kind: 'closed'; readonly tripped: Tripped };

export type Admission = { readonly refusal: Refusal; readonly caller: CallerId } | { readonly ticket: number; readonly isTrial: boolean };

const MAX_CALLERS = 10_000;

/** The circuits of this process. Only callers who have failed take up room, and each kind of them only so much. */
export class CircuitRegister {
  /** Closed circuits with failures; those that failed longest ago first. */
  private readonly failing = new Map<string, Circuit>();
  private readonly tripped = new Map<string, Tripped>();
  /** How many uses of an agent are tripped, by key. */
  private readonly trippedUses = new Map<string, number>();
  private pending = new Map<string, Change>();
  private tickets = 0;

  constructor(
    private readonly settings: CircuitSettings,
    private readonly changed: (change: Change) => void = () => undefined,
    private readonly maxCallers = MAX_CALLERS,
  ) {}

  /** Lets a request pass for all its callers, or for none. */
  admit(callers: readonly CallerId[], now: number): Admission {
    const ticket = (this.tickets += 1);
    if (this.tripped.size === 0) return { ticket, isTrial: false };
    const concerned = callers.flatMap((caller) => this.tripped.get(nameOf(caller)) ?? []);
    for (const { circuit, caller } of concerned) {
      const refusal = refusalAt(circuit, now);
      if (refusal) return { refusal, caller };
    }
    for (const { circuit, caller } of concerned) this.keep(caller, circuit, admit(circuit, ticket, now));
    return { ticket, isTrial: concerned.length > 0 };
  }

  finish(caller: CallerId, ticket: number, end: { outcome: Outcome; reason: string }, now: number): void {
    const name = nameOf(caller);
    const before = this.tripped.get(name)?.circuit ?? this.failing.get(name) ?? CLOSED;
    this.keep(caller, before, finish(before, ticket, end, now, this.settings));
  }

  /** Whether the key's use of some agent is tripped, so that it is worth while to look for agents in its requests. */
  hasTrippedUses({ namespace, keyId }: Pick<CallerId, 'namespace' | 'keyId'>): boolean {
    return this.trippedUses.has(nameOf({ namespace, keyId, agentId: undefined }));
  }

  /** The gravest state of all keys' use of an agent. */
  stateOfAgent(namespace: string, agentId: string, now: number): CircuitState {
    const states = [...this.tripped.values()].flatMap(({ caller, circuit }) =>
      caller.agentId === agentId && caller.namespace === namespace ? [stateAt(circuit, now)] : [],
    );
    return states.includes('open') ? 'open' : (states.find((state) => state === 'half_open') ?? 'closed');
  }

  countOpen(now: number): number {
    return [...this.tripped.values()].filter(({ circuit }) => stateAt(circuit, now) === 'open').length;
  }

  /**
   * Forgets the failures of a caller, those of a key with all its uses of agents, without telling anybody: whoever calls
   * has told the store already.
   */
  reset(caller: CallerId): void {
    const reset = nameOf(caller);
    const concerns = (name: string) => (caller.agentId === undefined ? name.startsWith(reset) : name === reset);
    for (const names of [this.failing, this.pending]) for (const name of names.keys()) if (concerns(name)) names.delete(name);
    for (const name of this.tripped.keys()) if (concerns(name)) this.drop(name);
  }

  /** Takes out what the store does not know yet. */
  takeChanges(): Change[] {
    const changes = [...this.pending.values()];
    this.pending = new Map();
    return changes;
  }

  /** Takes back what could not be stored, unless there is something newer. */
  putBack(changes: readonly Change[]): void {
    for (const change of changes) {
      const name = nameOf(change.tripped.caller);
      if (!this.pending.has(name)) this.pending.set(name, change);
    }
  }

  /** Believes the store, but for what has changed here since. What is missing there was closed elsewhere. */
  adopt(stored: readonly Tripped[], isWhole: boolean): void {
    const names = new Set<string>();
    for (const tripped of stored) {
      const name = nameOf(tripped.caller);
      names.add(name);
      if (!this.pending.has(name) && this.tripped.get(name)?.id !== tripped.id) this.trip(name, tripped);
    }
    if (!isWhole) return;
    for (const name of this.tripped.keys()) if (!names.has(name) && !this.pending.has(name)) this.drop(name);
  }

  private keep(caller: CallerId, before: Circuit, after: Circuit): void {
    if (after === before) return;
    const name = nameOf(caller);
    const { opening } = after;
    if (opening) return this.keepTripped(name, caller, { ...after, opening });
    const known = this.tripped.get(name);
    if (known) {
      this.drop(name);
      this.note(name, { kind: 'closed', tripped: known });
    }
    this.failing.delete(name);
    if (after.failedAt.length > 0) this.failing.set(name, after);
    shorten(this.failing, this.maxCallers);
  }

  private keepTripped(name: string, caller: CallerId, circuit: Tripped['circuit']): void {
    const known = this.tripped.get(name);
    if (known?.circuit.opening.openedAt === circuit.opening.openedAt) {
      this.tripped.set(name, { ...known, circuit });
      return;
    }
    const tripped = { id: randomUUID(), caller, circuit };
    this.trip(name, tripped);
    this.note(name, { kind: 'opened', tripped });
  }

  private trip(name: string, tripped: Tripped): void {
    this.failing.delete(name);
    this.drop(name);
    this.tripped.set(name, tripped);
    this.countUse(tripped.caller, 1);
    for (const oldest of this.tripped.keys()) {
      if (this.tripped.size <= this.maxCallers) break;
      this.drop(oldest);
      this.pending.delete(oldest);
    }
  }

  private drop(name: string): void {
    const known = this.tripped.get(name);
    if (!known) return;
    this.tripped.delete(name);
    this.countUse(known.caller, -1);
  }

  private countUse({ namespace, keyId, agentId }: CallerId, change: number): void {
    if (agentId === undefined) return;
    const name = nameOf({ namespace, keyId, agentId: undefined });
    const count = (this.trippedUses.get(name) ?? 0) + change;
    if (count === 0) this.trippedUses.delete(name);
    else this.trippedUses.set(name, count);
  }

  private note(name: string, change: Change): void {
    this.pending.set(name, change);
    this.changed(change);
  }
}

function nameOf({ namespace, keyId, agentId = '' }: CallerId): string {
  return `${namespace}/${keyId}/${agentId}`;
}

function shorten(map: Map<string, unknown>, max: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
