import type { Database } from '@stemedb/platform/database';
import { HorizonService } from './horizon.service';

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000Z`;

/** A store whose present the test sets. */
class FakeStore {
  present = at(10);
  asked: string[] = [];

  async horizon(namespace: string): Promise<string> {
    this.asked.push(namespace);
    return this.present;
  }

  service(): HorizonService {
    return new HorizonService(this as unknown as Database);
  }
}

describe('the moment of an answer', () => {
  let store: FakeStore;
  let horizon: HorizonService;

  beforeEach(() => {
    store = new FakeStore();
    horizon = store.service();
  });

  it('is the present of the store where none is asked for, asked anew each time', async () => {
    expect(await horizon.settle('a', undefined)).toBe(at(10));
    store.present = at(11);
    expect(await horizon.settle('a', undefined)).toBe(at(11));
    expect(store.asked).toEqual(['a', 'a']);
  });

  it('is a past one as asked for', async () => {
    expect(await horizon.settle('a', at(3))).toBe(at(3));
    expect(await horizon.settle('a', at(10))).toBe(at(10));
  });

  it('is refused where it has not come yet: nobody guesses', async () => {
    await expect(horizon.settle('a', at(11))).rejects.toMatchObject({
      code: 'as_of_in_future',
      status: 422,
      options: { errors: [{ path: 'as_of', message: 'expected a moment that has passed' }] },
    });
    store.present = at(12);
    expect(await horizon.settle('a', at(11))).toBe(at(11));
  });

  it('needs no question to the store where it is known to be settled', async () => {
    await horizon.settle('a', undefined);
    expect(await horizon.settle('a', at(10))).toBe(at(10));
    expect(await horizon.settle('a', at(4))).toBe(at(4));
    expect(store.asked).toEqual(['a']);
  });

  it('is settled in each namespace for itself', async () => {
    await horizon.settle('a', undefined);
    store.present = at(5);
    await expect(horizon.settle('b', at(6))).rejects.toMatchObject({ code: 'as_of_in_future' });
    expect(store.asked).toEqual(['a', 'b']);
  });
});
