/** A request of a test; whatever is left out takes the default of the caller. */
export interface CallOptions {
  /** API key for X-API-Key; null sends none. */
  readonly key?: string | null;
  /** An object or array is sent as JSON; text and bytes go out as they are. */
  readonly body?: unknown;
  /** Content type of the body; null sends none. */
  readonly type?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON, or the text of any other answer. */
  readonly body: Body;
}

/** Sends requests to one server. */
export type Call = <Body = unknown>(method: string, path: string, options?: CallOptions) => Promise<Answer<Body>>;

export function callerOf(baseUrl: string, defaultKey: string): Call {
  return async <Body>(method: string, path: string, options: CallOptions = {}) => {
    const { key = defaultKey, body, type = 'application/json' } = options;
    const headers = new Headers(options.headers);
    if (key !== null) headers.set('x-api-key', key);
    if (body !== undefined && type !== null) headers.set('content-type', type);
    const response = await fetch(`${baseUrl}${path}`, { method, headers, body: bytesOf(body), redirect: 'manual' });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: (isJson && text !== '' ? JSON.parse(text) : text) as Body };
  };
}

/** Bytes, because fetch makes up a content type for text. */
function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
