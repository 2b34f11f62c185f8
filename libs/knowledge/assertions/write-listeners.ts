import { Injectable } from '@nestjs/common';

/** Hears once a commit that claims were written to a namespace. It is on the write path: it must be quick and not throw. */
export type WriteListener = (namespace: string) => void;

/** Whoever wants to know when claims have become durable registers here; the write path knows no listener by name. */
@Injectable()
export class WriteListeners {
  private readonly listeners: WriteListener[] = [];

  register(listener: WriteListener): void {
    this.listeners.push(listener);
  }

  notify(namespace: string): void {
    for (const listener of this.listeners) listener(namespace);
  }
}
