import { Injectable } from '@nestjs/common';
import type { DomainError } from '@stemedb/platform/errors';
import type { IncomingClaim } from './incoming-claim';

/** What a gate says of one claim. */
export type GateVerdict =
  | { readonly verdict: 'pass' }
  /** Store it durably, but keep it from every reader until a person decides. */
  | { readonly verdict: 'quarantine'; readonly reason: string; readonly detail: string }
  | { readonly verdict: 'refuse'; readonly error: DomainError };

/**
 * Looks at claims before they are written. It is given a whole commit at once, so that it needs one question to the
 * store and not one a claim, and answers with one verdict a claim in the same order.
 */
export interface WriteGate {
  readonly name: string;
  check(namespace: string, claims: readonly IncomingClaim[]): Promise<readonly GateVerdict[]>;
}

export const PASS: GateVerdict = { verdict: 'pass' };

/** The gates that claims pass. The write path does not know them by name: each registers itself at start. */
@Injectable()
export class WriteGates {
  private readonly gates: WriteGate[] = [];

  register(gate: WriteGate): void {
    this.gates.push(gate);
  }

  /**
   * The gravest verdict on each claim: refuse before quarantine before pass, the gate registered first on a tie.
   *
   * @throws Error when a gate leaves a claim without a verdict: no claim slips through
   */
  async check(namespace: string, claims: readonly IncomingClaim[]): Promise<readonly GateVerdict[]> {
    if (this.gates.length === 0) return claims.map(() => PASS);
    const answers = await Promise.all(this.gates.map((gate) => judge(gate, namespace, claims)));
    return claims.map((_claim, index) => gravest(answers.map((verdicts) => verdicts[index] as GateVerdict)));
  }
}

async function judge(gate: WriteGate, namespace: string, claims: readonly IncomingClaim[]): Promise<readonly GateVerdict[]> {
  const verdicts = await gate.check(namespace, claims);
  if (verdicts.length === claims.length) return verdicts;
  throw new Error(`The gate ${gate.name} gave ${verdicts.length} verdicts on ${claims.length} claims`);
}

function gravest(verdicts: readonly GateVerdict[]): GateVerdict {
  return (
    verdicts.find(({ verdict }) => verdict === 'refuse') ?? verdicts.find(({ verdict }) => verdict === 'quarantine') ?? PASS
  );
}
