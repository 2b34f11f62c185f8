import fc from 'fast-check';
import { Client } from 'pg';
import { connectionUrl } from './connection-url.rules';

describe('connectionUrl', () => {
  it('names user, password, address, port and database', () => {
    expect(connectionUrl({ user: 'stemedb', password: 'abc', port: 5433, database: 'stemedb' })).toBe(
      'postgresql://stemedb:abc@127.0.0.1:5433/stemedb',
    );
  });

  it('encodes what would end a part early', () => {
    expect(connectionUrl({ user: 'a@b', password: "p:/?#'%", port: 1, database: 'd/e' })).toBe(
      'postgresql://a%40b:p%3A%2F%3F%23%27%25@127.0.0.1:1/d%2Fe',
    );
  });

  it('gives a client back exactly the user and password that went in, whatever their characters', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, text, (user, password) => {
        const client = new Client({
          connectionString: connectionUrl({ user, password, port: 5432, database: 'stemedb' }),
        });
        expect([client.user, client.password, client.host, client.port, client.database]).toEqual([
          user,
          password,
          '127.0.0.1',
          5432,
          'stemedb',
        ]);
      }),
    );
  });
});
