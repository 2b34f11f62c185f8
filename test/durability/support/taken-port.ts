import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onCleanup } from './cleanup';

/** A port of this machine that another program listens on until the test ends. It answers nobody. */
export async function takenPort(): Promise<number> {
  const connections = new Set<Socket>();
  const server = createServer((socket) => connections.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    connections.forEach((socket) => socket.destroy());
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
