import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { onCleanup } from './cleanup';
import { ADMIN_KEY } from './server-process';

/** Far beyond every promise of the server: what takes longer hangs. */
const HANG_MS = 20_000;

export interface Answer {
  /** Method and path. */
  readonly question: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly elapsedMs: number;
}

/** No answer: the connection could not be made, or it ended first. */
export class NoAnswer extends Error {
  constructor(readonly code: string) {
    super(`no answer: ${code}`);
  }
}

/** One user of one server, with kept-alive connections of its own. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly key: string;

  constructor(
    readonly baseUrl: string,
    { key = ADMIN_KEY }: { readonly key?: string } = {},
  ) {
    this.key = key;
    onCleanup(async () => this.agent.destroy());
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: string, contentType = 'application/json'): Promise<Answer> {
    return this.send('POST', path, body, contentType);
  }

  private send(method: string, path: string, body?: string, contentType?: string): Promise<Answer> {
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const headers = {
        'x-api-key': this.key,
        ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
      };
      const call = request(`${this.baseUrl}${path}`, { method, agent: this.agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => {
          const { statusCode: status = 0 } = response;
          resolve({ question: `${method} ${path}`, status, headers: response.headers, text, elapsedMs: performance.now() - started });
        });
        response.once('error', (error: NodeJS.ErrnoException) => reject(new NoAnswer(error.code ?? error.message)));
      });
      call.setTimeout(HANG_MS, () => call.destroy(Object.assign(new Error('hang'), { code: 'HANG' })));
      call.once('error', (error: NodeJS.ErrnoException) => reject(new NoAnswer(error.code ?? error.message)));
      call.end(body);
    });
  }
}

export function bodyOf<T>(answer: Answer): T {
  return JSON.parse(answer.text) as T;
}
