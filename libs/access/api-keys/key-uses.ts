import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { ApiKeyEntity } from './api-key.entity';
import { ApiKeyRepository, type KeyUse } from './api-key.repository';

/** How exactly the store knows when a key was last used. */
const INTERVAL_MS = 60_000;
/** How long uses are collected, to be written together. */
const COLLECT_MS = 1_000;
/** More keys than this in use at a time forget when they were written, and are written again. */
const MAX_REMEMBERED = 10_000;

/** Remembers when keys are used, and writes it behind the requests: none waits for it, and each key costs one write a minute. */
@Injectable()
export class KeyUses implements OnModuleDestroy {
  private readonly log = new Logger(KeyUses.name);
  private readonly written = new Map<string, number>();
  private waiting = new Map<string, KeyUse>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly repository: ApiKeyRepository) {}

  note({ namespace, id, lastUsedAt }: Pick<ApiKeyEntity, 'namespace' | 'id' | 'lastUsedAt'>, at: Date): void {
    const known = Math.max(lastUsedAt?.getTime() ?? 0, this.written.get(id) ?? 0);
    if (this.closed || at.getTime() - known < INTERVAL_MS) return;
    this.waiting.set(id, { namespace, id, at });
    this.remember(id, at);
    this.timer ??= setTimeout(() => void this.write(), COLLECT_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    await this.write();
  }

  /** What cannot be written is lost: a later use is written in its stead. */
  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const uses = [...this.waiting.values()];
    this.waiting = new Map();
    if (uses.length === 0) return;
    try {
      await this.repository.writeUses(uses);
    } catch (error) {
      for (const { id } of uses) this.written.delete(id);
      this.log.warn(`The last uses of ${uses.length} API keys could not be written: ${(error as Error).message}`);
    }
  }

  private remember(id: string, at: Date): void {
    if (this.written.size >= MAX_REMEMBERED) this.written.clear();
    this.written.set(id, at.getTime());
  }
}
