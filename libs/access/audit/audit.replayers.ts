import { Injectable } from '@nestjs/common';
import type { AuditReplayer } from './audit.types';

/** Who can ask an audited question again, by route. */
@Injectable()
export class AuditReplayers {
  private readonly byPath = new Map<string, AuditReplayer>();

  register(path: string, replayer: AuditReplayer): void {
    if (this.byPath.has(path)) throw new Error(`${path} has its replayer already`);
    this.byPath.set(path, replayer);
  }

  find(path: string | null): AuditReplayer | undefined {
    return path === null ? undefined : this.byPath.get(path);
  }
}
