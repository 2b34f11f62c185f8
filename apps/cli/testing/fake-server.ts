import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  /** An object is sent as JSON, a text as it stands. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cut the connection instead. */
  readonly hangUp?: boolean;
}

export type Handler = (request: Request) => Answer | Promise<Answer>;

/** An HTTP server that answers what a test tells it to, and remembers what it was asked. */
export class FakeServer {
  readonly requests: Request[] = [];
  private constructor(
    private readonly server: Server,
    public handler: Handler,
  ) {}

  static async start(handler: Handler): Promise<FakeServer> {
    const server = createServer();
    const fake = new FakeServer(server, handler);
    server.on('request', (request, response) => {
      void (async () => {
        const url = new URL(request.url ?? '', 'http://fake');
        const seen = { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body: await text(request) };
        fake.requests.push(seen);
        const answer = await fake.handler(seen);
        if (answer.hangUp) {
          request.socket.destroy();
          return;
        }
        const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(body);
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A problem document as the server writes it. */
export function problem(status: number, code: string, detail: string, more: object = {}): Answer {
  const body = { type: `urn:stemedb:error:${code}`, title: code, status, detail, code, request_id: 'request-1', ...more };
  return { status, body, headers: { 'content-type': 'application/problem+json' } };
}
