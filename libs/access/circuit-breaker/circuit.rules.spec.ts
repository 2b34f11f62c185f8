import * as fc from 'fast-check';
import { admit, type Circuit, CLOSED, type CircuitSettings, finish, FORGOTTEN_AFTER_MS, type Outcome, refusalAt, stateAt, TRIAL_MS } from './circuit.rules';

const SETTINGS: CircuitSettings = { failures: 5, windowMs: 60_000, openMs: 30_000, halfOpenSuccesses: 1 };

const end = (outcome: Outcome) => ({ outcome, reason: outcome });

/** A circuit after outcomes of requests that began at the given times and ended at once. */
function after(times: readonly number[], outcome: Outcome = 'failure', from: Circuit = CLOSED, settings = SETTINGS): Circuit {
  return times.reduce((circuit, at) => finish(admit(circuit, at, at), at, end(outcome), at, settings), from);
}

/** The same in the words of the specification, event by event, with a state that is set rather than derived. */
class Model {
  state: 'closed' | 'open' | 'half_open' = 'closed';
  private history: number[] = [];
  private reopensAt = 0;
  private successes = 0;
  private trial: { ticket: number; lostAt: number } | undefined;

  constructor(private readonly settings: CircuitSettings) {}

  passTime(now: number): void {
    if (this.state === 'open' && now >= this.reopensAt) {
      this.state = 'half_open';
      this.successes = 0;
      this.trial = undefined;
    }
    if (this.trial && now >= this.trial.lostAt) this.trial = undefined;
  }

  begin(ticket: number, now: number): boolean {
    if (this.state === 'open' || (this.state === 'half_open' && this.trial)) return false;
    if (this.state === 'half_open') this.trial = { ticket, lostAt: now + TRIAL_MS };
    return true;
  }

  end(ticket: number, outcome: Outcome, now: number): void {
    if (this.state === 'closed' && outcome === 'failure') {
      this.history.push(now);
      if (this.history.filter((at) => at > now - this.settings.windowMs).length >= this.settings.failures) this.open(now);
    } else if (this.state === 'half_open' && this.trial?.ticket === ticket) {
      this.trial = undefined;
      if (outcome === 'failure') this.open(now);
      if (outcome === 'success' && (this.successes += 1) === this.settings.halfOpenSuccesses) this.close();
    }
  }

  private open(now: number): void {
    this.state = 'open';
    this.reopensAt = now + this.settings.openMs;
  }

  private close(): void {
    this.state = 'closed';
    this.history = [];
  }
}

describe('a circuit', () => {
  it('opens at the fifth failure within sixty seconds, and not at the fourth', () => {
    expect(stateAt(after([0, 1, 2, 3]), 3)).toBe('closed');
    expect(stateAt(after([0, 1, 2, 3, 59_999]), 59_999)).toBe('open');
  });

  it('does not open for five failures in more than sixty seconds', () => {
    expect(stateAt(after([0, 1, 2, 3, 60_000]), 60_000)).toBe('closed');
  });

  it('is not opened by anything but failures, and a success between them takes none back', () => {
    expect(after([0, 1, 2, 3, 4, 5], 'success')).toBe(CLOSED);
    expect(after([0, 1, 2, 3, 4, 5], 'neither')).toBe(CLOSED);
    const withSuccess = after([4], 'failure', after([3], 'success', after([0, 1, 2])));
    expect(stateAt(after([5], 'failure', withSuccess), 5)).toBe('open');
  });

  it('refuses everything for thirty seconds and says how long', () => {
    const open = after([0, 0, 0, 0, 0]);
    expect(refusalAt(open, 0)).toEqual({ state: 'open', retryAfterMs: 30_000 });
    expect(refusalAt(open, 29_999)).toEqual({ state: 'open', retryAfterMs: 1 });
    expect([stateAt(open, 30_000), refusalAt(open, 30_000)]).toEqual(['half_open', undefined]);
  });

  it('lets exactly one trial through at a time when it is half-open', () => {
    const tried = admit(after([0, 0, 0, 0, 0]), 7, 30_000);
    expect(refusalAt(tried, 30_000)).toEqual({ state: 'half_open', retryAfterMs: 1_000 });
    expect(refusalAt(finish(tried, 7, end('neither'), 30_001, SETTINGS), 30_001)).toBeUndefined();
  });

  it('closes after one success, and has forgotten its failures', () => {
    const closed = after([30_000], 'success', after([0, 0, 0, 0, 0]));
    expect(closed).toEqual(CLOSED);
    expect(stateAt(after([30_001, 30_002, 30_003, 30_004], 'failure', closed), 30_004)).toBe('closed');
  });

  it('opens again for the whole time after one failure of a trial, and counts it', () => {
    const again = after([30_000], 'failure', after([0, 0, 0, 0, 0]));
    expect(refusalAt(again, 59_999)).toEqual({ state: 'open', retryAfterMs: 1 });
    expect(again.opening).toMatchObject({ failures: 6, openedAt: 30_000, reason: 'failure' });
  });

  it('waits for as many successes as it is told', () => {
    const settings = { ...SETTINGS, halfOpenSuccesses: 2 };
    const once = after([30_000], 'success', after([0, 0, 0, 0, 0], 'failure', CLOSED, settings), settings);
    expect(stateAt(once, 30_000)).toBe('half_open');
    expect(after([30_001], 'success', once, settings)).toEqual(CLOSED);
  });

  it('hears nothing of requests that had been let in before it opened', () => {
    const open = after([0, 0, 0, 0, 0]);
    for (const outcome of ['success', 'failure'] as const) {
      expect(finish(open, 99, end(outcome), 10, SETTINGS)).toBe(open);
      expect(finish(open, 99, end(outcome), 30_000, SETTINGS)).toBe(open);
    }
  });

  it('gives a trial up that has come to nothing for as long as the server waits for a request', () => {
    const tried = admit(after([0, 0, 0, 0, 0]), 7, 30_000);
    expect(refusalAt(tried, 30_000 + TRIAL_MS - 1)).toBeDefined();
    const again = admit(tried, 8, 30_000 + TRIAL_MS);
    expect(finish(again, 7, end('success'), 30_000 + TRIAL_MS, SETTINGS)).toBe(again);
  });

  it('is closed when nobody has tried it for a day', () => {
    const open = after([0, 0, 0, 0, 0]);
    expect(stateAt(open, 30_000 + FORGOTTEN_AFTER_MS - 1)).toBe('half_open');
    expect(stateAt(open, 30_000 + FORGOTTEN_AFTER_MS)).toBe('closed');
    expect(admit(open, 1, 30_000 + FORGOTTEN_AFTER_MS)).toBe(CLOSED);
  });

  it('does what the specification says, whatever happens in whatever order', () => {
    const settings = fc.record({
      failures: fc.integer({ min: 1, max: 6 }),
      windowMs: fc.integer({ min: 1, max: 20_000 }),
      openMs: fc.integer({ min: 1, max: 40_000 }),
      halfOpenSuccesses: fc.integer({ min: 1, max: 3 }),
    });
    const event = fc.record({
      waitMs: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 500 }) }, fc.integer({ min: 0, max: 50_000 })),
      begin: fc.boolean(),
      /** Which of the requests that are on their way ends. */
      ends: fc.nat(3),
      outcome: fc.constantFrom<Outcome>('failure', 'failure', 'success', 'neither'),
    });
    fc.assert(
      fc.property(settings, fc.array(event, { maxLength: 80 }), (numbers, events) => {
        const model = new Model(numbers);
        let [circuit, now] = [CLOSED, 0];
        const underWay: number[] = [];
        for (const [ticket, { waitMs, begin, ends, outcome }] of events.entries()) {
          now += waitMs;
          model.passTime(now);
          if (begin) {
            const admitted = refusalAt(circuit, now) === undefined;
            expect(admitted).toBe(model.begin(ticket, now));
            if (admitted) {
              circuit = admit(circuit, ticket, now);
              underWay.push(ticket);
            }
          } else {
            const [ended] = underWay.splice(Math.min(ends, underWay.length - 1), 1);
            if (ended !== undefined) {
              circuit = finish(circuit, ended, end(outcome), now, numbers);
              model.end(ended, outcome, now);
            }
          }
          expect(stateAt(circuit, now)).toBe(model.state);
          expect(circuit.failedAt.length).toBeLessThan(numbers.failures);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
