import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { Database, EVERY_NAMESPACE, findNamespaces } from '@stemedb/platform/database';
import { startOfDay } from './trust-decay.rules';
import { TrustDecayService } from './trust-decay.service';

const CHECK_MS = 10 * 60_000;

/** Held by the one instance that is at it. */
const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended('stemedb.trust_decay', 0)) AS mine`;

/**
 * Decays the trust of all namespaces once a day, to midnight in UTC. One instance does it at a time; what another one has
 * done is found done, because the same moment again changes nothing. A day in which no server ran is made up for by the
 * next one: a decay counts from each agent's last event.
 */
@Injectable()
export class TrustDecaySchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(TrustDecaySchedule.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> | undefined;
  private stopping = false;
  private doneAt = '';

  constructor(
    private readonly database: Database,
    private readonly decays: TrustDecayService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.STEMEDB_TRUST_DECAY_DAILY) return;
    const check = (): void => {
      this.running ??= this.check().finally(() => (this.running = undefined));
    };
    this.timer = setInterval(check, CHECK_MS).unref();
    check();
  }

  /** Waits for the namespace that is being decayed. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /**
   * Decays every namespace to a moment, unless another instance is at it.
   *
   * @returns whether it was this one's turn
   */
  run(at: string): Promise<boolean> {
    return this.database.manage('trust_decay_schedule', EVERY_NAMESPACE, async (manager) => {
      const rows = await manager.query<{ mine: boolean }[]>(TRY_LOCK);
      if (rows[0]?.mine !== true) return false;
      for (const namespace of await findNamespaces(this.database)) {
        if (this.stopping) return false;
        const { changed } = await this.decays.decay(namespace, at);
        if (changed > 0) this.logger.log(`The trust of ${changed} agents of ${namespace} has decayed to ${at}`);
      }
      return true;
    });
  }

  private async check(): Promise<void> {
    const today = startOfDay(new Date());
    if (today === this.doneAt) return;
    try {
      if (await this.run(today)) this.doneAt = today;
    } catch (error) {
      // Nothing is lost: the next check takes it up, and counts from each agent's last event.
      if (!this.stopping) this.logger.warn(`The daily decay of trust has to be taken up again: ${String(error)}`);
    }
  }
}
