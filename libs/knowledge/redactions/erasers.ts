import { Injectable } from '@nestjs/common';
import type { ErasedClaim } from '@stemedb/knowledge/projections';
import type { EntityManager } from 'typeorm';

/** Removes what a module has kept of a claim's content, in the transaction that erases it. */
export type Eraser = (manager: EntityManager, namespace: string, claim: ErasedClaim) => Promise<void>;

/** Whoever copies a part of a claim's content into a table of its own registers here; redaction knows no module by name. */
@Injectable()
export class Erasers {
  private readonly erasers: Eraser[] = [];

  register(eraser: Eraser): void {
    this.erasers.push(eraser);
  }

  async erase(manager: EntityManager, namespace: string, claim: ErasedClaim): Promise<void> {
    for (const eraser of this.erasers) await eraser(manager, namespace, claim);
  }
}
