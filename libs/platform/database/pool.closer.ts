import type { Socket } from 'node:net';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';

/** How long PostgreSQL may take to say goodbye on an idle connection. */
const FAREWELL_MS = 2_000;

type Connected = PoolClient & { readonly connection: { readonly stream: Socket } };

/** The connections that TypeORM keeps; it does not show them itself. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/** Ends the connections of a store that does not answer: closing the pool waits for the other side to close each of them. */
@Injectable()
export class PoolCloser implements BeforeApplicationShutdown {
  private readonly clients = new Set<PoolClient>();

  constructor(dataSource: DataSource) {
    const pool = poolOf(dataSource);
    pool.on('acquire', (client) => this.clients.add(client));
    pool.on('remove', (client) => this.clients.delete(client));
  }

  /** What is in flight has come to its end by now. */
  beforeApplicationShutdown(): void {
    setTimeout(() => {
      for (const client of this.clients) (client as Connected).connection.stream.destroy();
    }, FAREWELL_MS).unref();
  }
}
