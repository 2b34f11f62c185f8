import { Injectable } from '@nestjs/common';
import { QuotaRepository } from './quota.repository';
import { QuotaStandings } from './quota.standings';

/** What is the agent's own in its quota. */
export interface AgentFigures {
  readonly ofAgent: number | null;
  readonly multiplier: number;
}

/** How long figures that were looked up are believed: an administrator's change holds everywhere within this time. */
const BELIEVED_MS = 1_000;
/** Of agents who go on writing they are renewed when half of that time is over, many together, so that few have to wait. */
const RENEWED_MS = BELIEVED_MS / 2;
const RENEWED_TOGETHER_MS = 100;
const MAX_REMEMBERED = 100_000;

interface Remembered {
  readonly figures: Promise<AgentFigures>;
  readonly since: number;
}

interface Asked {
  readonly agentId: string;
  readonly resolve: (figures: AgentFigures) => void;
  readonly reject: (reason: unknown) => void;
}

/** Remembers figures for a moment, and looks up together those that are asked for in the same turn of the event loop. */
@Injectable()
export class QuotaFigures {
  private readonly remembered = new Map<string, Remembered>();
  private readonly asked = new Map<string, Asked[]>();
  /** What is to be renewed, by place. */
  private readonly ageing = new Map<string, { readonly namespace: string; readonly agentId: string }>();

  constructor(
    private readonly repository: QuotaRepository,
    private readonly standings: QuotaStandings,
  ) {}

  /** @throws DomainError store_unavailable (503) */
  of(namespace: string, agentId: string): Promise<AgentFigures> {
    const place = `${namespace}/${agentId}`;
    const now = performance.now();
    const known = this.remembered.get(place);
    if (!known || known.since + BELIEVED_MS <= now) return this.lookUp(namespace, agentId, now);
    if (known.since + RENEWED_MS <= now) this.renewSoon(namespace, agentId);
    return known.figures;
  }

  /** To be called where a figure has changed. */
  forget(namespace: string, agentId: string): void {
    this.remembered.delete(`${namespace}/${agentId}`);
  }

  private lookUp(namespace: string, agentId: string, now: number): Promise<AgentFigures> {
    const place = `${namespace}/${agentId}`;
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    const figures = this.ask(namespace, agentId);
    this.remembered.set(place, { figures, since: now });
    figures.catch(() => this.remembered.delete(place));
    return figures;
  }

  private renewSoon(namespace: string, agentId: string): void {
    const place = `${namespace}/${agentId}`;
    if (this.ageing.has(place)) return;
    this.ageing.set(place, { namespace, agentId });
    if (this.ageing.size === 1) setTimeout(() => this.renew(), RENEWED_TOGETHER_MS).unref();
  }

  private renew(): void {
    const agents = [...this.ageing.values()];
    this.ageing.clear();
    const now = performance.now();
    for (const { namespace, agentId } of agents) void this.lookUp(namespace, agentId, now);
  }

  private ask(namespace: string, agentId: string): Promise<AgentFigures> {
    return new Promise((resolve, reject) => {
      const waiting = this.asked.get(namespace) ?? [];
      this.asked.set(namespace, waiting);
      if (waiting.push({ agentId, resolve, reject }) === 1) setImmediate(() => void this.answer(namespace));
    });
  }

  private async answer(namespace: string): Promise<void> {
    const waiting = this.asked.get(namespace) ?? [];
    this.asked.delete(namespace);
    const agentIds = waiting.map(({ agentId }) => agentId);
    try {
      const [figures, multipliers] = await Promise.all([
        this.repository.findFigures(namespace, agentIds),
        this.standings.of(namespace, agentIds),
      ]);
      waiting.forEach(({ agentId, resolve }, index) => {
        resolve({ ofAgent: figures.get(agentId) ?? null, multiplier: multipliers[index] ?? 1 });
      });
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
