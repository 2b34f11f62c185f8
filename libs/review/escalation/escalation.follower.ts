import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { STANDING_FOLLOWER } from '@stemedb/knowledge/disagreements';
import { type Follower, Projector, type Span, type Step } from '@stemedb/knowledge/projections';
import { Database } from '@stemedb/platform/database';
import { DeliveryRepository } from './delivery.repository';
import { EscalationCourier } from './escalation.courier';
import { EscalationRepository } from './escalation.repository';
import { SignalRepository } from './signal.repository';

export const ESCALATION_FOLLOWER = 'escalation';

const COMMITS_OF_A_STEP = 50;
/** Commits that bring no claim, as a retraction does, are followed this long after the first of them. */
const DEBOUNCE_MS = 1_000;

/** Opens, raises and closes escalations behind the commits, each commit once, however many instances are at it. */
@Injectable()
export class EscalationFollower implements Follower, OnModuleInit, OnModuleDestroy {
  readonly name = ESCALATION_FOLLOWER;
  private readonly logger = new Logger(EscalationFollower.name);
  private readonly woken = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private background: Promise<void> = Promise.resolve();
  private unsubscribe: () => void = () => undefined;
  private stopping = false;

  constructor(
    private readonly projector: Projector,
    private readonly signals: SignalRepository,
    private readonly escalations: EscalationRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly courier: EscalationCourier,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.projector.follow(this);
    this.unsubscribe = this.database.commits.subscribe((namespace) => this.wake(namespace));
  }

  /** Waits for what is on its way. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.unsubscribe();
    clearTimeout(this.timer);
    await this.background;
  }

  async next(namespace: string, span: Span): Promise<Step> {
    const reached = await this.signals.endOfStep(namespace, span, COMMITS_OF_A_STEP);
    // Conflicts and clusters are read from the standings, which are followed by themselves.
    await this.projector.catchUp(namespace, STANDING_FOLLOWER);
    const signals = await this.signals.findSignals(namespace, { after: span.after, upTo: reached });
    return {
      reached,
      write: async (session) => {
        if (signals.length === 0) return;
        const opened = await this.escalations.follow(session, namespace, signals);
        if (opened.length === 0 || !this.courier.isOn) return;
        await this.deliveries.write(session, namespace, opened);
        this.courier.wake();
      },
    };
  }

  private wake(namespace: string): void {
    this.woken.add(namespace);
    if (this.timer || this.stopping) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.background = this.background.then(() => this.followWoken());
    }, DEBOUNCE_MS).unref();
  }

  private async followWoken(): Promise<void> {
    try {
      for (const namespace of this.woken) {
        this.woken.delete(namespace);
        if (!this.stopping) await this.projector.catchUp(namespace, this.name);
      }
    } catch (error) {
      // Nothing is lost: the checkpoint stays, and the next commit or read takes up from there.
      if (!this.stopping) this.logger.warn(`Escalations have to be taken up again: ${String(error)}`);
    }
  }
}
