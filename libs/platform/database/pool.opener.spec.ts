import { openStore } from './testing';

describe('opening all connections', () => {
  it('waits for none that is in use, whose holder may want another one', async () => {
    const store = await openStore({ poolSize: 3 });
    let opening: Promise<void> | undefined;
    const seen = await store.database.manage('x', 'opening', async () => {
      opening = store.database.connectAll();
      return store.database.query('x', 'opening', { statement: { text: 'SELECT 1 AS one' }, values: [] });
    });
    await opening;
    expect(seen).toEqual([{ one: 1 }]);
    await store.close();
  });
});
