const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;
/** What can stand in an HTTP header without a second thought. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;
const NAMESPACE = /^[a-z0-9-]{1,64}$/;

export interface Address {
  /** Without a slash at its end. */
  readonly url: string;
  /** Whether it names this machine. */
  readonly local: boolean;
}

/** The address of an API, or what is wrong with it. The fault does not repeat the text, which may hold a password. */
export function readAddress(text: string): Address | { readonly fault: string } {
  if (!URL.canParse(text)) return { fault: 'expected an address such as http://127.0.0.1:18180' };
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { fault: 'expected an http:// or https:// address' };
  if (url.username !== '' || url.password !== '') return { fault: 'expected an address without user and password; the key goes into --api-key' };
  if (url.search !== '' || url.hash !== '') return { fault: 'expected an address without ? and #' };
  return { url: url.href.replace(/\/+$/, ''), local: LOOPBACK.test(url.hostname) };
}

/** Says what is wrong with an API key, without repeating it. */
export function keyFault(key: string): string | undefined {
  return HEADER_TEXT.test(key) ? undefined : 'expected a key such as steme_live_… without blanks';
}

export function namespaceFault(namespace: string): string | undefined {
  return NAMESPACE.test(namespace) ? undefined : 'expected 1 to 64 of a-z, 0-9 and -';
}
