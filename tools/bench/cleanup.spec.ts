import { Cleanup } from './cleanup';

describe('the cleanup of a run', () => {
  const ended: string[] = [];
  const end = async (name: string): Promise<void> => void ended.push(name);
  beforeEach(() => ended.splice(0));

  it('ends the last one first, and goes on when one cannot be ended', async () => {
    const cleanup = new Cleanup();
    await cleanup.own(Promise.resolve('first'), end);
    await cleanup.own(Promise.resolve('stuck'), () => Promise.reject(new Error('stuck')));
    await cleanup.own(Promise.resolve('last'), end);
    expect(await cleanup.run()).toEqual([new Error('stuck')]);
    expect(ended).toEqual(['last', 'first']);
  });

  it('waits for what is still starting, and has nothing to end where the start failed', async () => {
    const cleanup = new Cleanup();
    const failing = cleanup.own(Promise.reject(new Error('no start')), end);
    void cleanup.own(new Promise<string>((resolve) => setTimeout(() => resolve('slow'), 20)), end);
    await expect(failing).rejects.toThrow('no start');
    await cleanup.run();
    expect(ended).toEqual(['slow']);
  });

  it('ends a scope with its work, and with the run when that is sooner', async () => {
    const cleanup = new Cleanup();
    await cleanup.scope((scope) => scope.own(Promise.resolve('done'), end));
    expect(ended).toEqual(['done']);
    const endless = cleanup.scope(async (scope) => {
      await scope.own(Promise.resolve('interrupted'), end);
      await new Promise(() => undefined);
    });
    void endless;
    await new Promise((resolve) => setImmediate(resolve));
    await cleanup.run();
    expect(ended).toEqual(['done', 'interrupted']);
  });

  it('lets nothing start once the run is over', async () => {
    const cleanup = new Cleanup();
    await cleanup.run();
    await expect(cleanup.scope(() => end('started'))).rejects.toThrow('The run is over');
    await expect(cleanup.own(Promise.resolve('late'), end)).rejects.toThrow('The run is over');
    expect(ended).toEqual(['late']);
  });
});
