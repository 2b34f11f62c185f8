import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parseConfig } from '@stemedb/platform/config';
import { MetricsServer } from './metrics.server';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the port of the metrics', () => {
  it('answers GET /metrics and nothing else, until the server stops', async () => {
    const port = await freePort();
    const metrics = new MetricsServer(parseConfig({ STEMEDB_METRICS_PORT: String(port) }));
    await metrics.onApplicationBootstrap();
    const statusOf = async (path: string, method = 'GET'): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
    expect([
      await statusOf('/metrics'),
      await statusOf('/metrics?name=x'),
      await statusOf('/'),
      await statusOf('/metrics/x'),
      await statusOf('/metrics', 'POST'),
    ]).toEqual([200, 200, 404, 404, 404]);
    await metrics.onApplicationShutdown();
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });

  it('is none where none is set', async () => {
    const metrics = new MetricsServer(parseConfig({}));
    await metrics.onApplicationBootstrap();
    await expect(metrics.onApplicationShutdown()).resolves.toBeUndefined();
  });

  it('stops the start where it is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(new MetricsServer(parseConfig({ STEMEDB_METRICS_PORT: String(port) })).onApplicationBootstrap()).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await new Promise((resolve) => other.close(resolve));
  });
});
