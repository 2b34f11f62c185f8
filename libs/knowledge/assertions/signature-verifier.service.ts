import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type SignatureFault, verifySignatures } from '@stemedb/knowledge/claims';
import { packSignatures, type Verifiable } from './signature-block.rules';

export interface VerifyRequest {
  readonly id: number;
  readonly block: Uint8Array<ArrayBuffer>;
}

export interface VerifyAnswer {
  readonly id: number;
  /** For each signature of the block 1 where it holds, else 0. */
  readonly verdicts: Uint8Array<ArrayBuffer>;
}

interface Waiting {
  readonly claim: Verifiable;
  readonly resolve: (faults: readonly SignatureFault[]) => void;
}

/** Exists in the build only; from the sources, where nothing is compiled, checks run on the calling thread. */
const WORKER_FILE = join(__dirname, 'signature.worker.js');

/** Fewer claims than this are checked where they are: handing them over would cost more than it saves. */
const WORTH_HANDING_OVER = 3;

/**
 * Checks signatures. One check takes some 40 µs, the largest single cost of a claim, so a second core takes them where
 * there is one: claims that arrive in the same turn of the event loop go over together.
 */
@Injectable()
export class SignatureVerifier implements OnModuleDestroy {
  private worker?: Worker;
  private nextId = 0;
  private waiting: Waiting[] = [];
  private readonly handedOver = new Map<number, readonly Waiting[]>();

  /** The faults of a claim's signatures; none where all hold. */
  verify(claim: Verifiable): Promise<readonly SignatureFault[]> {
    return new Promise((resolve) => {
      if (this.waiting.push({ claim, resolve }) === 1) setImmediate(() => this.checkWaiting());
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker?.terminate();
  }

  private checkWaiting(): void {
    const claims = this.waiting;
    this.waiting = [];
    const worker = claims.length < WORTH_HANDING_OVER ? undefined : this.startedWorker();
    if (!worker) return checkHere(claims);
    const id = this.nextId++;
    this.handedOver.set(id, claims);
    const block = packSignatures(claims.map(({ claim }) => claim));
    const request: VerifyRequest = { id, block };
    worker.postMessage(request, [block.buffer]);
  }

  private startedWorker(): Worker | undefined {
    if (this.worker || !existsSync(WORKER_FILE)) return this.worker;
    const worker = new Worker(WORKER_FILE);
    worker.on('message', (answer: VerifyAnswer) => this.settle(answer));
    worker.on('error', () => this.abandon());
    worker.on('exit', () => this.abandon());
    worker.unref();
    this.worker = worker;
    return worker;
  }

  private settle({ id, verdicts }: VerifyAnswer): void {
    let next = 0;
    for (const { claim, resolve } of this.handedOver.get(id) ?? []) {
      const own = verdicts.subarray(next, next + claim.signatures.length);
      next += own.length;
      // Why a signature does not hold is looked at here: it is rare, and a refusal may take its time.
      resolve(own.every((verdict) => verdict === 1) ? [] : verifySignatures(claim));
    }
    this.handedOver.delete(id);
  }

  /** A thread that died leaves its work to this one; the next claims start another. */
  private abandon(): void {
    this.worker = undefined;
    const abandoned = [...this.handedOver.values()].flat();
    this.handedOver.clear();
    checkHere(abandoned);
  }
}

function checkHere(claims: readonly Waiting[]): void {
  for (const { claim, resolve } of claims) resolve(verifySignatures(claim));
}
