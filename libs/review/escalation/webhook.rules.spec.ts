import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { retryDelayMs, webhookBody, webhookSignature } from './webhook.rules';

describe('the signature of a message', () => {
  it('is an HMAC over the seconds and the body', () => {
    const expected = createHmac('sha256', 'secret').update('1700000000.{"a":1}').digest('hex');
    expect(webhookSignature('secret', '{"a":1}', 1_700_000_000)).toBe(`t=1700000000,v1=${expected}`);
  });

  it('is another one for another body, second or secret', () => {
    const all = [webhookSignature('a', 'x', 1), webhookSignature('b', 'x', 1), webhookSignature('a', 'y', 1), webhookSignature('a', 'x', 2)];
    expect(new Set(all).size).toBe(4);
  });
});

describe('the wait before another attempt', () => {
  it('doubles from the first one, up to an hour', () => {
    expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts, 1_000, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(retryDelayMs(100, 1_000, 0.5)).toBe(3_600_000);
  });

  it('is between a half of that and half as much again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
        const middle = retryDelayMs(attempts, 1_000, 0.5);
        const wait = retryDelayMs(attempts, 1_000, random);
        expect(wait).toBeGreaterThanOrEqual(middle / 2);
        expect(wait).toBeLessThanOrEqual(middle * 1.5);
      }),
    );
  });
});

describe('the message about an escalation', () => {
  it('says what is to be looked at, and where', () => {
    const moment = '2026-01-01T00:00:00.000000Z';
    const question = { type: 'conflict', subject: 's', predicate: 'p' } as const;
    const escalation = { ...question, id: 'i', level: 'urgent', count: 2, state: 'open', openedAt: moment, updatedAt: moment, endedAt: null } as const;
    expect(JSON.parse(webhookBody('team', escalation))).toEqual({
      event: 'escalation.opened',
      id: 'i',
      namespace: 'team',
      ...question,
      level: 'urgent',
      count: 2,
      opened_at: moment,
    });
  });
});
