import { decaysOf, startOfDay } from './trust-decay.rules';

describe('a decay of many agents', () => {
  it('names those alone whose score changes', () => {
    const agents = [
      { agent_id: 'aa', trust: 0.9, elapsed_seconds: 30 * 86_400 },
      { agent_id: 'bb', trust: 0.5, elapsed_seconds: 30 * 86_400 },
      { agent_id: 'cc', trust: 0.1, elapsed_seconds: 0 },
      { agent_id: 'dd', trust: 0.1, elapsed_seconds: -5 },
    ];
    expect(decaysOf(agents, 30)).toEqual([{ agentId: 'aa', trust: expect.closeTo(0.7, 12) }]);
  });
});

describe('the moment of the daily decay', () => {
  it.each([
    ['2026-03-29T00:00:00.000Z', '2026-03-29T00:00:00.000000Z'],
    ['2026-03-29T23:59:59.999Z', '2026-03-29T00:00:00.000000Z'],
  ])('at %s is %s', (now, moment) => {
    expect(startOfDay(new Date(now))).toBe(moment);
  });
});
