import { Gauge, Registry } from 'prom-client';
import { ProjectionLag } from './projection-lag';

describe('the lag of projections', () => {
  let registry: Registry;
  let lag: ProjectionLag;
  const seconds = (now: number) => Object.fromEntries(lag.figures(now));

  beforeEach(() => {
    registry = new Registry();
    lag = new ProjectionLag(new Gauge({ name: 'lag', help: 'lag', labelNames: ['projection'], registers: [registry] }));
    lag.add('search');
    lag.add('standing');
  });

  it('is none where nothing waits, and is shown for every projection', async () => {
    expect(seconds(5_000)).toEqual({ search: 0, standing: 0 });
    expect(await registry.metrics()).toContain('lag{projection="search"} 0');
  });

  it('counts from the oldest record that is not taken in, of whichever namespace', () => {
    lag.recorded('one', 1_000);
    lag.recorded('two', 2_000);
    lag.recorded('one', 3_000);
    expect(seconds(5_000)).toEqual({ search: 4, standing: 4 });
    lag.begun('search', 'one');
    expect(seconds(5_000)).toEqual({ search: 4, standing: 4 });
    lag.done('search', 'one');
    expect(seconds(5_000)).toEqual({ search: 3, standing: 4 });
  });

  it('goes on with what was recorded after a run began', () => {
    lag.recorded('one', 1_000);
    lag.begun('search', 'one');
    lag.recorded('one', 4_000);
    lag.done('search', 'one');
    expect(seconds(5_000)).toMatchObject({ search: 1 });
  });

  it('goes on with what a failed run has left', () => {
    lag.recorded('one', 1_000);
    lag.begun('search', 'one');
    lag.recorded('one', 4_000);
    lag.begun('search', 'one');
    expect(seconds(5_000)).toMatchObject({ search: 4 });
    lag.done('search', 'one');
    expect(seconds(5_000)).toMatchObject({ search: 0 });
  });
});
