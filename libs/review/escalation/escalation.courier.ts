import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { type Attempt, DeliveryRepository } from './delivery.repository';
import { retryDelayMs } from './webhook.rules';
import { sendWebhook, type WebhookTarget } from './webhook.sender';

const TIMEOUT_MS = 5_000;
/** Longer than an attempt takes; a delivery of a process that has ended is taken up by another after that. */
const LEASE_MS = 2 * TIMEOUT_MS;
const AT_ONCE = 4;
/** How often deliveries of other instances that have ended are looked for. */
const POLL_MS = 5_000;
/** After this long the transaction that wrote a delivery has ended. */
const SOON_MS = 100;

/** Brings messages about escalations to the operator's own system: each by one instance at a time, until it is taken. */
@Injectable()
export class EscalationCourier implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(EscalationCourier.name);
  private readonly target: WebhookTarget | undefined;
  private readonly attempts: number;
  private readonly firstWaitMs: number;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private woken = false;
  private stopping = false;

  constructor(
    private readonly deliveries: DeliveryRepository,
    @Inject(CONFIG) config: Config,
  ) {
    const { STEMEDB_ESCALATION_WEBHOOK_URL: url, STEMEDB_ESCALATION_WEBHOOK_SECRET: secret } = config;
    if (url !== undefined && secret !== undefined) this.target = { url, secret, timeoutMs: TIMEOUT_MS };
    this.attempts = config.STEMEDB_ESCALATION_WEBHOOK_ATTEMPTS;
    this.firstWaitMs = config.STEMEDB_ESCALATION_WEBHOOK_RETRY_MS;
  }

  /** Whether there is somebody to bring messages to. */
  get isOn(): boolean {
    return this.target !== undefined;
  }

  onApplicationBootstrap(): void {
    this.schedule(SOON_MS);
  }

  /** Waits for the messages that are on their way. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Tells that there is something to deliver, or will be once a transaction has ended. */
  wake(): void {
    this.woken = true;
    if (!this.running) this.schedule(SOON_MS);
  }

  private schedule(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.stopping || !this.target) return;
    this.timer = setTimeout(() => void this.start(), milliseconds).unref();
  }

  private async start(): Promise<void> {
    this.woken = false;
    this.running = this.round().then((next) => {
      this.running = undefined;
      this.schedule(this.woken ? SOON_MS : next);
    });
    await this.running;
  }

  /** Delivers what is due, and answers in how many milliseconds to come again. */
  private async round(): Promise<number> {
    let next = POLL_MS;
    try {
      for (const namespace of await this.deliveries.findWaiting()) {
        await this.deliverDue(namespace);
        next = Math.min(next, (await this.deliveries.nextDueMs(namespace)) ?? POLL_MS);
      }
    } catch (error) {
      // Deliveries stay where they are until the store is back.
      if (!this.stopping) this.logger.warn(`Deliveries wait: ${String(error)}`);
    }
    return Math.ceil(next);
  }

  private async deliverDue(namespace: string): Promise<void> {
    while (!this.stopping) {
      const due = await this.deliveries.takeDue(namespace, AT_ONCE, LEASE_MS);
      if (due.length === 0) return;
      await Promise.all(due.map((attempt) => this.deliver(namespace, attempt)));
    }
  }

  private async deliver(namespace: string, attempt: Attempt): Promise<void> {
    if (!this.target) return;
    const message = { id: attempt.id, body: attempt.payload, seconds: Math.floor(Date.now() / 1_000) };
    const failure = await sendWebhook(this.target, message);
    if (failure === undefined) return this.deliveries.delivered(namespace, attempt);
    const last = attempt.attempts >= this.attempts;
    if (last) this.logger.warn(`The message about escalation ${attempt.id} was given up after ${attempt.attempts} attempts: ${failure}`);
    await this.deliveries.failed(namespace, attempt, failure, retryDelayMs(attempt.attempts, this.firstWaitMs, Math.random()), last);
  }
}
