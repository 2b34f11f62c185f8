import * as fc from 'fast-check';
import {
  clusterLevel,
  conflictLevel,
  type Escalation,
  ESCALATION_LEVELS,
  escalationId,
  failureLevel,
  follow,
  followAll,
  retractionLevel,
  type Signal,
} from './escalation.rules';

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000Z`;
const signal = (second: number, changes: Partial<Signal> = {}): Signal => ({
  type: 'conflict',
  subject: 's',
  predicate: 'p',
  moment: at(second),
  evidenceAt: at(second),
  ends: false,
  count: 2,
  level: 'investigate',
  ...changes,
});
const opened = (second = 1): Escalation => follow(undefined, signal(second)) as Escalation;
const resolved = (second: number): Escalation => ({ ...opened(), state: 'resolved', endedAt: at(second) });

describe('the levels of escalations', () => {
  it.each([
    ['a conflict over few claims', conflictLevel(1, 3), 'investigate'],
    ['an uneven conflict', conflictLevel(0.79, 10), 'investigate'],
    ['an even conflict over several claims', conflictLevel(0.8, 4), 'urgent'],
    ['a cluster', clusterLevel(999, 500), 'info'],
    ['a cluster of twice the size', clusterLevel(1_000, 500), 'investigate'],
    ['one failure', failureLevel(1), 'investigate'],
    ['three failures', failureLevel(3), 'urgent'],
    ['the retraction of what nobody cites', retractionLevel(0), 'info'],
    ['the retraction of what somebody cites', retractionLevel(1), 'investigate'],
    ['the retraction of what a hundred claims rest on', retractionLevel(100), 'urgent'],
  ])('are those of the document: %s', (_what, level, expected) => {
    expect(level).toBe(expected);
  });
});

describe('an escalation', () => {
  it('has the id of its question and its opening, in the form of a UUID', () => {
    const id = escalationId(signal(1), at(1));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    const others = [escalationId(signal(1), at(2)), escalationId(signal(1, { subject: 't' }), at(1)), escalationId(signal(1, { type: 'anecdotal_cluster' }), at(1))];
    expect(new Set([id, ...others]).size).toBe(4);
    expect(escalationId(signal(9), at(1))).toBe(id);
  });

  it('is opened by a signal, raised by more, and never lowered', () => {
    expect(opened()).toMatchObject({ state: 'open', count: 2, openedAt: at(1), endedAt: null });
    const raised = follow(opened(), signal(2, { count: 5, level: 'urgent' })) as Escalation;
    expect(raised).toMatchObject({ id: opened().id, count: 5, level: 'urgent', openedAt: at(1), updatedAt: at(2) });
    expect(follow(raised, signal(3, { count: 3, level: 'info' }))).toBe(raised);
  });

  it('is closed by the signal that takes its reason away, and by none where none is open', () => {
    expect(follow(opened(), signal(2, { ends: true }))).toMatchObject({ state: 'closed', endedAt: at(2) });
    expect(follow(undefined, signal(2, { ends: true }))).toBeUndefined();
    expect(follow(resolved(2), signal(3, { ends: true }))).toEqual(resolved(2));
  });

  it('that closed by itself is opened anew by the next signal', () => {
    const closed = follow(opened(), signal(2, { ends: true }));
    expect(follow(closed, signal(3, { evidenceAt: at(1) }))).toMatchObject({ state: 'open', openedAt: at(3) });
  });

  it('that somebody resolved is opened anew only by evidence that arrived later', () => {
    expect(follow(resolved(5), signal(6, { evidenceAt: at(4), count: 9 }))).toEqual(resolved(5));
    expect(follow(resolved(5), signal(6))).toMatchObject({ state: 'open', openedAt: at(6) });
  });

  it('takes in late what was on record when it was resolved', () => {
    expect(follow(resolved(5), signal(4, { count: 7 }))).toEqual({ ...resolved(5), count: 7, updatedAt: at(4) });
  });
});

describe('the escalations that signals make', () => {
  const acts = fc.array(fc.record({ ends: fc.boolean(), count: fc.integer({ min: 1, max: 9 }), level: fc.constantFrom(...ESCALATION_LEVELS), fresh: fc.boolean() }), { maxLength: 30 });
  const signalsOf = (given: readonly { ends: boolean; count: number; level: Signal['level']; fresh: boolean }[]): Signal[] =>
    given.map(({ ends, count, level, fresh }, index) => signal(index + 1, { ends, count, level, evidenceAt: at(fresh ? index + 1 : 0) }));

  it('are the same however the signals are parted into steps', () => {
    fc.assert(
      fc.property(acts, fc.nat(), (given, where) => {
        const signals = signalsOf(given);
        const cut = signals.length === 0 ? 0 : where % signals.length;
        const whole = followAll([], signals, new Map());
        const first = followAll([], signals.slice(0, cut), new Map());
        const second = followAll(first.changed.slice(-1), signals.slice(cut), new Map());
        const parted = new Map([...first.changed, ...second.changed].map((escalation) => [escalation.id, escalation]));
        expect([...parted.values()]).toEqual(whole.changed);
      }),
    );
  });

  it('have at most one open at a time', () => {
    fc.assert(
      fc.property(acts, (given) => {
        const { changed } = followAll([], signalsOf(given), new Map());
        expect(changed.slice(0, -1).filter(({ state }) => state === 'open')).toEqual([]);
      }),
    );
  });

  it('meet the decisions about them again where the table is made anew', () => {
    const signals = [signal(1), signal(2, { count: 3 }), signal(4, { evidenceAt: at(2) }), signal(5, { count: 4 })];
    const decided = new Map([[escalationId(signal(1), at(1)), at(3)]]);
    const anew = followAll([], signals, decided).changed;
    const before = followAll([], signals.slice(0, 2), new Map()).changed.map((escalation) => ({ ...escalation, state: 'resolved', endedAt: at(3) }) as const);
    const live = followAll(before, signals.slice(2), new Map()).changed;
    expect(anew.map(({ state, count }) => [state, count])).toEqual([['resolved', 3], ['open', 4]]);
    expect(anew.at(-1)).toEqual(live.at(-1));
  });
});
