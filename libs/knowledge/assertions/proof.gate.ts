import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Admission } from '@stemedb/knowledge/admission';
import type { IncomingClaim } from './incoming-claim';
import { type GateVerdict, PASS, type WriteGate, WriteGates } from './write-gate';

/** Lets no proof of work be used twice, for all claims of a commit at once; without proofs it costs nothing. */
@Injectable()
export class ProofGate implements WriteGate, OnModuleInit {
  readonly name = 'proof_of_work';

  constructor(
    private readonly admission: Admission,
    private readonly gates: WriteGates,
  ) {}

  onModuleInit(): void {
    this.gates.register(this);
  }

  async check(namespace: string, claims: readonly IncomingClaim[]): Promise<readonly GateVerdict[]> {
    const refusals = await this.admission.use(namespace, claims.map(({ passes = [] }) => passes));
    return refusals.map((error) => (error ? { verdict: 'refuse', error } : PASS));
  }
}
