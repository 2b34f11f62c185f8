import { networkReason, refusalOf, retryAfterMs } from './api-answer.rules';
import { CommandFailure } from './command.failure';
import { EXIT } from './exit-code';

/** Where the API is and who asks. */
export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey?: string;
  readonly namespace?: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON, undefined where it is none. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** The server answered, and said no. */
export class ApiRefusal extends CommandFailure {
  constructor(
    readonly answer: ApiAnswer,
    /** Milliseconds that the server asked to wait. */
    readonly retryAfterMs?: number,
  ) {
    const { exitCode, message, details } = refusalOf(answer.status, answer.body);
    super(exitCode, message, details);
  }

  get status(): number {
    return this.details.status ?? 0;
  }
}

/** The server did not answer. */
export class ApiUnreachable extends CommandFailure {
  constructor(url: string, error: unknown) {
    super(
      EXIT.unreachable,
      `Cannot reach ${url}: ${networkReason(error)}.\nStart the server with \`stemedb start\`, or say where it is with --url or STEMEDB_CLI_URL.`,
    );
  }
}

export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface PostOptions {
  readonly contentType?: string;
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 30_000;
const PRECONDITION_REQUIRED = 428;

/** Calls the HTTP API of one server. Redirects are not followed: the key would travel to wherever they point. */
export class ApiClient {
  constructor(readonly connection: Connection) {}

  /** @throws ApiRefusal, ApiUnreachable */
  get(path: string, parameters: Parameters = {}, timeoutMs = TIMEOUT_MS): Promise<ApiAnswer> {
    const query = queryString(parameters);
    return this.call(query === '' ? path : `${path}?${query}`, { method: 'GET' }, timeoutMs);
  }

  /**
   * @param body sent as JSON, a text as it stands
   * @throws ApiRefusal, ApiUnreachable
   */
  post(path: string, body: unknown, options: PostOptions = {}): Promise<ApiAnswer> {
    return this.send('POST', path, body, options);
  }

  /** @throws ApiRefusal, ApiUnreachable */
  patch(path: string, body: unknown): Promise<ApiAnswer> {
    return this.send('PATCH', path, body);
  }

  /** @throws ApiRefusal, ApiUnreachable */
  delete(path: string): Promise<ApiAnswer> {
    return this.call(path, { method: 'DELETE' }, TIMEOUT_MS);
  }

  /** Does the work that the server asks of a new agent, and sends the same again. */
  private async send(method: string, path: string, body: unknown, options: PostOptions = {}): Promise<ApiAnswer> {
    const headers = { 'content-type': options.contentType ?? 'application/json', ...options.headers };
    const request = { method, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    try {
      return await this.call(path, request, timeoutMs);
    } catch (error) {
      const proofs = error instanceof ApiRefusal ? await proofsFor(error.answer) : undefined;
      if (!proofs) throw error;
      return this.call(path, { ...request, headers: { ...headers, ...proofs } }, timeoutMs);
    }
  }

  private async call(path: string, request: RequestInit, timeoutMs: number): Promise<ApiAnswer> {
    const { url, apiKey, namespace } = this.connection;
    const headers = {
      accept: 'application/json',
      'user-agent': 'stemedb-cli',
      ...(apiKey ? { 'x-api-key': apiKey } : {}),
      ...(namespace ? { 'x-namespace': namespace } : {}),
      ...(request.headers as Record<string, string> | undefined),
    };
    const answer = await this.exchange(`${url}${path}`, { ...request, headers }, timeoutMs);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new ApiRefusal(answer, retryAfterMs(answer.headers.get('retry-after'), Date.now()));
  }

  private async exchange(target: string, request: RequestInit, timeoutMs: number): Promise<ApiAnswer> {
    try {
      const response = await fetch(target, { ...request, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      const text = await response.text();
      return { status: response.status, text, body: jsonOf(text), headers: response.headers };
    } catch (error) {
      throw new ApiUnreachable(this.connection.url, error);
    }
  }
}

/** What solves a proof is loaded only where an answer asks for one: help and most commands never need it. */
async function proofsFor({ status, body }: ApiAnswer): Promise<Record<string, string> | undefined> {
  return status === PRECONDITION_REQUIRED ? (await import('./proof.action.js')).solveAsked(body) : undefined;
}

function queryString(parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const item of typeof value === 'string' ? [value] : value) search.append(name, item);
  }
  return search.toString();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
