import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type PreparedClaim, type SignatureFault, verifySignatures } from '@stemedb/knowledge/claims';

/** What a check of signatures needs of a claim. */
export type Verifiable = Pick<PreparedClaim, 'address' | 'signatures'>;

export interface VerifyRequest {
  readonly id: number;
  readonly claims: readonly Verifiable[];
}

export interface VerifyAnswer {
  readonly id: number;
  /** For each claim its faults; none where all signatures hold. */
  readonly faults: readonly SignatureFault[][];
}

interface Pending {
  readonly claims: readonly Verifiable[];
  readonly resolve: (faults: readonly SignatureFault[][]) => void;
}

/** Exists in the build only; from the sources, where nothing is compiled, checks run on the calling thread. */
const WORKER_FILE = join(__dirname, 'signature.worker.js');

/**
 * Checks the signatures of batches. One check takes some 40 µs, half of what a claim costs the API, so batches use a
 * second core where there is one. Single claims are checked where they are: handing one over costs more than it saves.
 */
@Injectable()
export class SignatureVerifier implements OnModuleDestroy {
  private worker?: Worker;
  private nextId = 0;
  private readonly pending = new Map<number, Pending>();

  verifyAll(claims: readonly Verifiable[]): Promise<readonly SignatureFault[][]> {
    const worker = this.startedWorker();
    if (!worker) return Promise.resolve(claims.map(verifySignatures));
    return new Promise((resolve) => {
      const id = this.nextId++;
      this.pending.set(id, { claims, resolve });
      const request: VerifyRequest = { id, claims: claims.map(({ address, signatures }) => ({ address, signatures })) };
      worker.postMessage(request);
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker?.terminate();
  }

  private startedWorker(): Worker | undefined {
    if (this.worker || !existsSync(WORKER_FILE)) return this.worker;
    const worker = new Worker(WORKER_FILE);
    worker.on('message', ({ id, faults }: VerifyAnswer) => {
      this.pending.get(id)?.resolve(faults);
      this.pending.delete(id);
    });
    worker.on('error', () => this.abandon());
    worker.on('exit', () => this.abandon());
    worker.unref();
    this.worker = worker;
    return worker;
  }

  /** A thread that died leaves its work to this one; the next batch starts another. */
  private abandon(): void {
    this.worker = undefined;
    const abandoned = [...this.pending.values()];
    this.pending.clear();
    for (const { claims, resolve } of abandoned) resolve(claims.map(verifySignatures));
  }
}
