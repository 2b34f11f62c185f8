import type { ApiAnswer, ApiClient } from '../api-client';
import { CommandFailure } from '../command.failure';
import { connect, type ConnectionOptions } from '../connection.options';
import { EXIT, type ExitCode } from '../exit-code';
import type { Output } from '../output';
import { changeFields, type KeyChangeOptions, type KeySettingOptions, numberOf, settingFields } from './key-input.rules';
import { isKey, type KeyAnswer, keyLines, keyTable } from './key-view.rules';

const KEYS = '/v1/admin/api_keys';

interface NamedRequestOptions {
  readonly idempotencyKey?: string;
}

export interface CreateKeyOptions extends ConnectionOptions, KeySettingOptions, NamedRequestOptions {
  readonly role: string;
  readonly everywhere?: boolean;
}

/** A key that was just made. */
interface NewKeyAnswer extends KeyAnswer {
  readonly key?: unknown;
  readonly replaces?: KeyAnswer;
}

export type UpdateKeyOptions = ConnectionOptions & KeyChangeOptions;

export interface RotateKeyOptions extends ConnectionOptions, NamedRequestOptions {
  readonly grace?: string;
}

export interface ListKeysOptions extends ConnectionOptions {
  readonly role?: string;
  readonly everywhere?: boolean;
  readonly limit?: string;
  readonly cursor?: string;
}

/** Makes a key; the key alone is the result. */
export async function createKey(output: Output, options: CreateKeyOptions, name: string): Promise<ExitCode> {
  const body = { name, role: options.role, ...(options.everywhere ? { namespace: '*' } : {}), ...settingFields(options) };
  return showNew(output, await (await connect(options)).post(KEYS, body, named(options)));
}

/** Replaces a key; the new key alone is the result. */
export async function rotateKey(output: Output, options: RotateKeyOptions, id: string): Promise<ExitCode> {
  const grace = options.grace === undefined ? {} : { grace_seconds: numberOf(options.grace) };
  return showNew(output, await (await connect(options)).post(`${KEYS}/rotate`, { id, ...grace }, named(options)));
}

export async function updateKey(output: Output, options: UpdateKeyOptions, id: string): Promise<ExitCode> {
  return showOne(output, options, (client) => client.patch(pathOf(id), changeFields(options)));
}

export async function showKey(output: Output, options: ConnectionOptions, id: string): Promise<ExitCode> {
  return showOne(output, options, (client) => client.get(pathOf(id)));
}

export async function revokeKey(output: Output, options: ConnectionOptions, id: string): Promise<ExitCode> {
  return showOne(output, options, (client) => client.delete(pathOf(id)));
}

/** Shows a page of keys. */
export async function listKeys(output: Output, options: ListKeysOptions): Promise<ExitCode> {
  const { role, limit, cursor, everywhere, namespace } = options;
  const answer = await (await connect(options)).get(KEYS, { namespace: everywhere ? '*' : namespace || undefined, role, limit, cursor });
  const { items, next_cursor } = answer.body as { items?: unknown; next_cursor?: string | null };
  if (!Array.isArray(items) || !items.every(isKey)) throw strange();
  if (output.json) output.data(answer.text);
  else {
    if (items.length > 0) keyTable(items, output.width).forEach((line) => output.line(line));
    else output.note('There are no such keys.');
    if (next_cursor) output.note(`There are more: --cursor ${next_cursor}`);
  }
  return EXIT.ok;
}

async function showOne(output: Output, options: ConnectionOptions, ask: (client: ApiClient) => Promise<ApiAnswer>): Promise<ExitCode> {
  const answer = await ask(await connect(options));
  if (!isKey(answer.body)) throw strange();
  if (output.json) output.data(answer.text);
  else keyLines(answer.body).forEach((line) => output.line(line));
  return EXIT.ok;
}

function showNew(output: Output, answer: ApiAnswer): ExitCode {
  if (!isKey(answer.body)) throw strange();
  const made: NewKeyAnswer = answer.body;
  if (typeof made.key !== 'string') throw strange();
  if (output.json) output.data(answer.text);
  else output.line(made.key);
  output.note(`Its id is ${made.id}. The key is shown this once: keep it secret and safe.`);
  if (made.replaces?.grace_until) output.note(`The old key works until ${made.replaces.grace_until}.`);
  return EXIT.ok;
}

function named({ idempotencyKey }: NamedRequestOptions): { readonly headers: Record<string, string> } {
  return { headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey } };
}

function pathOf(id: string): string {
  return `${KEYS}/${encodeURIComponent(id)}`;
}

function strange(): CommandFailure {
  return new CommandFailure(EXIT.refused, 'The answer holds no API key: is this a StemeDB server?');
}
