import { QuotaFigures } from './quota.figures';
import type { QuotaRepository } from './quota.repository';
import type { QuotaStandings } from './quota.standings';

/** A store of figures that notes who was asked for together, and may be away. */
class FakeStore {
  readonly flights: string[][] = [];
  figure = 10;
  away = false;

  async findFigures(_namespace: string, agentIds: readonly string[]): Promise<Map<string, number>> {
    this.flights.push([...agentIds]);
    if (this.away) throw new Error('away');
    return new Map(agentIds.map((agentId) => [agentId, this.figure]));
  }

  async of(_namespace: string, agentIds: readonly string[]): Promise<number[]> {
    return agentIds.map(() => 1);
  }
}

const turn = async (milliseconds: number): Promise<void> => void (await jest.advanceTimersByTimeAsync(milliseconds));

describe('the figures of agents', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  function open() {
    const store = new FakeStore();
    const figures = new QuotaFigures(store as unknown as QuotaRepository, store as unknown as QuotaStandings);
    const ask = async (...agents: string[]) => {
      const answers = agents.map((agent) => figures.of('red', agent));
      await turn(1);
      return (await Promise.all(answers)).map(({ ofAgent }) => ofAgent);
    };
    return { store, figures, ask };
  }

  it('are looked up together where they are asked for together, and then believed', async () => {
    const { store, ask } = open();
    expect(await ask('a', 'b')).toEqual([10, 10]);
    expect(await ask('a', 'b')).toEqual([10, 10]);
    expect(store.flights).toEqual([['a', 'b']]);
  });

  it('are renewed in one flight while they are still believed, of those alone who go on asking', async () => {
    const { store, ask } = open();
    await ask('a', 'b', 'idle');
    await turn(600);
    store.figure = 20;
    expect(await ask('a')).toEqual([10]);
    expect(await ask('b', 'a')).toEqual([10, 10]);
    await turn(200);
    expect(await ask('a', 'b')).toEqual([20, 20]);
    expect(store.flights).toEqual([['a', 'b', 'idle'], ['a', 'b']]);
  });

  it('are believed no longer than a second, however rarely they are asked for', async () => {
    const { store, ask } = open();
    await ask('a');
    await turn(1_000);
    store.figure = 20;
    expect(await ask('a')).toEqual([20]);
  });

  it('are looked up anew where one was changed, and where the store was away at their renewal', async () => {
    const { store, figures, ask } = open();
    await ask('a');
    store.figure = 20;
    figures.forget('red', 'a');
    expect(await ask('a')).toEqual([20]);
    await turn(600);
    store.away = true;
    await ask('a');
    await turn(200);
    store.away = false;
    store.figure = 30;
    expect(await ask('a')).toEqual([30]);
  });
});
