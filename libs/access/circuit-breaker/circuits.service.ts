import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { CircuitBreakerMetrics } from './circuit-breaker.metrics';
import { CircuitBreakerRepository } from './circuit-breaker.repository';
import type { StoredCircuit } from './circuit-breaker.statements';
import { type Change, CircuitRegister, type Tripped } from './circuit.register';

const POLL_MS = 1_000;
const MAX_READ = 10_000;

/**
 * The circuits of this process, and how they and those of the other instances come to agree through the store: what opens
 * or closes here is written at once, what opens or closes elsewhere is read once a second. Requests wait for neither;
 * while the store is away each instance goes on by itself.
 */
@Injectable()
export class Circuits implements OnApplicationBootstrap, OnModuleDestroy {
  readonly isOn: boolean;
  readonly register: CircuitRegister;
  private readonly logger = new Logger(Circuits.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private isApart = false;
  private stopping = false;

  constructor(
    private readonly repository: CircuitBreakerRepository,
    private readonly metrics: CircuitBreakerMetrics,
    @Inject(CONFIG) config: Config,
  ) {
    const failures = config.STEMEDB_CIRCUIT_BREAKER_FAILURES;
    this.isOn = failures > 0;
    const settings = {
      failures,
      windowMs: config.STEMEDB_CIRCUIT_BREAKER_WINDOW_MS,
      openMs: config.STEMEDB_CIRCUIT_BREAKER_OPEN_MS,
      halfOpenSuccesses: config.STEMEDB_CIRCUIT_BREAKER_HALF_OPEN_SUCCESSES,
    };
    this.register = new CircuitRegister(settings, (change) => this.onChange(change));
    metrics.watch(() => this.register.countOpen(this.now()));
  }

  /** Of a clock that nobody sets: an open circuit would stay open as long as somebody sets it back. */
  now(): number {
    return performance.now();
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isOn) return;
    await this.agree();
    this.timer = setInterval(() => void this.agree(), POLL_MS).unref();
  }

  /** Waits for the exchange that is on its way. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Resolves once what has changed here before is stored, and what had been stored before is known here; never rejects. */
  agree(): Promise<void> {
    if (this.next) return this.next;
    if (!this.running) return this.start();
    // The exchange on its way may have read before the caller's change was there.
    this.next = this.running.then(() => this.start());
    return this.next;
  }

  private start(): Promise<void> {
    this.next = undefined;
    this.running = this.exchange().finally(() => (this.running = undefined));
    return this.running;
  }

  private async exchange(): Promise<void> {
    if (this.stopping) return;
    const changes = this.register.takeChanges();
    try {
      if (changes.length > 0) await this.repository.publish(changes, this.now());
    } catch (error) {
      this.register.putBack(changes);
      return this.goOnAlone(error);
    }
    try {
      const stored = await this.repository.readAll(MAX_READ);
      const now = this.now();
      this.register.adopt(stored.map((circuit) => trippedOf(circuit, now)), stored.length < MAX_READ);
      this.isApart = false;
    } catch (error) {
      this.goOnAlone(error);
    }
  }

  private goOnAlone(error: unknown): void {
    if (!this.isApart && !this.stopping) this.logger.warn(`The circuit breaker goes on without the store: ${String(error)}`);
    this.isApart = true;
  }

  private onChange({ kind, tripped: { caller, circuit } }: Change): void {
    const who = `key ${caller.keyId}${caller.agentId === undefined ? '' : `, agent ${caller.agentId}`}`;
    if (kind === 'opened') {
      this.metrics.countOpening();
      this.logger.warn(`The circuit of ${who} in ${caller.namespace} has opened after ${circuit.opening.failures} failures, the last one ${circuit.opening.reason}`);
    } else this.logger.log(`The circuit of ${who} in ${caller.namespace} has closed`);
    if (!this.isApart) void this.agree();
  }
}

function trippedOf(stored: StoredCircuit, now: number): Tripped {
  const { namespace, key_id: keyId, agent_id: agentId, opening: id, age_ms: age, left_ms: left, failures, reason } = stored;
  const opening = { openedAt: now - age, until: now + left, failures, reason, successes: 0, trial: undefined };
  return { id, caller: { namespace, keyId, agentId: agentId ?? undefined }, circuit: { failedAt: [], opening } };
}
