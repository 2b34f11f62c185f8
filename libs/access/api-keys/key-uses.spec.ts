import type { ApiKeyRepository, KeyUse } from './api-key.repository';
import { KeyUses } from './key-uses';

const START = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(START.getTime() + seconds * 1_000);
const COLLECTED_MS = 1_000;

describe('the uses of keys', () => {
  let written: (readonly KeyUse[])[];
  let away: boolean;
  let uses: KeyUses;
  const key = (id: string, lastUsedAt: Date | null = null) => ({ namespace: 'default', id, lastUsedAt });

  beforeEach(() => {
    jest.useFakeTimers({ now: START });
    written = [];
    away = false;
    const store = {
      writeUses: async (given: readonly KeyUse[]) => {
        if (away) throw new Error('the store is away');
        written.push(given);
      },
    };
    uses = new KeyUses(store as unknown as ApiKeyRepository);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('are written together, after the requests', async () => {
    uses.note(key('a'), START);
    uses.note(key('b'), START);
    uses.note(key('a'), later(0.5));
    expect(written).toEqual([]);
    await jest.advanceTimersByTimeAsync(COLLECTED_MS);
    expect(written).toEqual([[{ namespace: 'default', id: 'a', at: START }, { namespace: 'default', id: 'b', at: START }]]);
  });

  it('are written once a minute, however often a key is used', async () => {
    for (let second = 0; second < 180; second += 1) {
      uses.note(key('a'), later(second));
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(written.flat().map(({ at }) => at)).toEqual([later(0), later(60), later(120)]);
  });

  it('are not written where another instance has just done so', async () => {
    uses.note(key('a', later(-59)), START);
    await jest.advanceTimersByTimeAsync(COLLECTED_MS);
    expect(written).toEqual([]);
    uses.note(key('a', later(-59)), later(1));
    await jest.advanceTimersByTimeAsync(COLLECTED_MS);
    expect(written.flat()).toHaveLength(1);
  });

  it('are tried again with the next use where the store was away, which no request notices', async () => {
    away = true;
    uses.note(key('a'), START);
    await jest.advanceTimersByTimeAsync(COLLECTED_MS);
    away = false;
    uses.note(key('a'), later(2));
    await jest.advanceTimersByTimeAsync(COLLECTED_MS);
    expect(written.flat().map(({ at }) => at)).toEqual([later(2)]);
  });

  it('that wait are written when the server stops, and none afterwards', async () => {
    uses.note(key('a'), START);
    await uses.onModuleDestroy();
    expect(written.flat()).toHaveLength(1);
    uses.note(key('b'), START);
    await jest.advanceTimersByTimeAsync(COLLECTED_MS);
    expect(written.flat()).toHaveLength(1);
  });
});
