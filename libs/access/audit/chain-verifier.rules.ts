import { type AuditRow, type ChainHead, EMPTY_CHAIN, rowHash } from './audit-chain.rules';

export type ChainFaultKind = 'removed' | 'changed' | 'reordered' | 'unlinked';

/** One thing that is wrong with a chain, and where. */
export interface ChainFault {
  /**
   * `removed`: no row stands at these places. `changed`: the row is not what was hashed. `reordered`: a row that was
   * hashed for another place. `unlinked`: the row is whole, but was not hashed behind the row that stands before it.
   */
  readonly fault: ChainFaultKind;
  readonly sequence: number;
  /** removed: the last of the missing places. */
  readonly until?: number;
  /** Of the row that stands there. */
  readonly id?: string;
  /** reordered: where the row belongs. */
  readonly belongs_at?: number;
}

export interface ChainReport {
  readonly rows: number;
  readonly faults: readonly ChainFault[];
}

/** Looking for the place of each damaged row among all others takes the square of their number. */
const MAX_MATCHED = 300;

/** Reads a chain row by row, in the order of the store, and keeps nothing but what is wrong with it. */
export class ChainVerifier {
  private rows = 0;
  private place = EMPTY_CHAIN.sequence;
  /** Hash of the last row; undefined behind a damaged one, which is named itself. */
  private link: string | undefined = EMPTY_CHAIN.hash;
  private readonly faults: ChainFault[] = [];
  private readonly damaged: AuditRow[] = [];
  private readonly missing: number[] = [];

  read(row: AuditRow): void {
    this.rows += 1;
    const expected = this.place + 1;
    if (row.sequence < expected) this.faults.push({ fault: 'reordered', sequence: row.sequence, id: row.id });
    if (row.sequence > expected) this.miss(expected, row.sequence - 1);
    const whole = rowHash(row) === row.hash;
    if (!whole) this.damaged.push(row);
    else if (row.sequence === expected && this.isOther(row.previous_hash)) {
      this.faults.push({ fault: 'unlinked', sequence: row.sequence, id: row.id });
    }
    this.link = whole ? row.hash : undefined;
    this.place = Math.max(this.place, row.sequence);
  }

  /** @param head where the chain stood when it was last noted down, in the store or outside of it */
  end(head?: ChainHead): ChainReport {
    if (head && head.sequence > this.place) this.miss(this.place + 1, head.sequence);
    else if (head?.sequence === this.place && this.isOther(head.hash)) {
      this.faults.push({ fault: 'unlinked', sequence: head.sequence });
    }
    const faults = [...this.faults, ...this.damaged.map((row) => this.explain(row))];
    return { rows: this.rows, faults: faults.sort((left, right) => left.sequence - right.sequence) };
  }

  private isOther(hash: string): boolean {
    return this.link !== undefined && this.link !== hash;
  }

  private miss(from: number, until: number): void {
    this.faults.push({ fault: 'removed', sequence: from, until });
    for (let place = from; place <= until && this.missing.length < MAX_MATCHED; place += 1) this.missing.push(place);
  }

  /** A row that was moved holds as soon as it is read at the place that it was hashed for. */
  private explain(row: AuditRow): ChainFault {
    const { sequence, id } = row;
    const others = [...this.damaged.slice(0, MAX_MATCHED).map((other) => other.sequence), ...this.missing];
    const belongs = this.damaged.length > MAX_MATCHED ? undefined : others.find((place) => rowHash({ ...row, sequence: place }) === row.hash);
    return belongs === undefined ? { fault: 'changed', sequence, id } : { fault: 'reordered', sequence, id, belongs_at: belongs };
  }
}

/** Names every removed, changed or reordered row of a chain, given in the order of their sequence. */
export function verifyChain(rows: Iterable<AuditRow>, head?: ChainHead): ChainReport {
  const verifier = new ChainVerifier();
  for (const row of rows) verifier.read(row);
  return verifier.end(head);
}
