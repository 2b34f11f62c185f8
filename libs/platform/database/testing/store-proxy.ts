import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a program and its store, so that a test can take the store away without stopping a server. */
export class StoreProxy {
  private readonly sockets = new Set<Socket>();
  private frozen = false;

  private constructor(
    /** The store's address, through the proxy. */
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async before(storeUrl: string): Promise<StoreProxy> {
    const store = new URL(storeUrl);
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(storeUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new StoreProxy(url.href, server);
    server.on('connection', (socket) => proxy.join(socket, connect(Number(store.port), store.hostname)));
    return proxy;
  }

  /** Connections stay open and new ones are taken, but nothing moves, as behind a broken network. */
  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Connections break and new ones are refused, as with a server that has stopped. Final. */
  async stop(): Promise<void> {
    const closed = this.server.listening ? once(this.server.close(), 'close') : undefined;
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket, store: Socket): void {
    for (const [socket, other] of [
      [client, store],
      [store, client],
    ] as const) {
      this.sockets.add(socket);
      // Whoever hangs up on one side hangs up on the other; why does not matter to a proxy.
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy() && this.sockets.delete(socket));
      if (!this.frozen) socket.pipe(other);
    }
  }
}
