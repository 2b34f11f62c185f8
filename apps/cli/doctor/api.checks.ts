import type { Config } from '@stemedb/platform/config';
import { ApiClient, ApiRefusal, ApiUnreachable, type Connection } from '../api-client';
import { type Check, clockCheck } from './check.rules';
import { portCheck } from './machine.checks';

/** A server that is up says so at once; a stranger may never say anything. */
const PROBE_TIMEOUT_MS = 2_000;
/** The server itself waits up to five seconds for its store. */
const READY_TIMEOUT_MS = 10_000;

/** The API: answers, is ready, keeps time, takes the key. Where nothing answers, whether it could be started. */
export async function apiChecks(connection: Connection, config: Config | undefined, isElsewhere: boolean): Promise<Check[]> {
  const client = new ApiClient(connection);
  const name = 'API';
  try {
    const answer = await client.get('/health/ready', {}, READY_TIMEOUT_MS);
    const checks: Check[] = [{ name, status: 'ok', message: `${connection.url} is ready` }];
    const date = Date.parse(answer.headers.get('date') ?? '');
    // The header has whole seconds: on average it is half a second old.
    if (!Number.isNaN(date)) checks.push(clockCheck('API clock', (date + 500 - Date.now()) / 1_000));
    return [...checks, await keyCheck(client)];
  } catch (error) {
    if (error instanceof ApiUnreachable) return [await silentCheck(connection, config, isElsewhere)];
    if (!(error instanceof ApiRefusal)) throw error;
    return [{ name, status: 'fail', message: `${connection.url} is not ready: ${firstLine(error)}`, advice: 'See the server\'s log; is its store up?' }];
  }
}

/** Nothing listens there: that is a fault elsewhere, while on this machine the server may simply not be running. */
async function silentCheck({ url }: Connection, config: Config | undefined, isElsewhere: boolean): Promise<Check> {
  if (config && !isElsewhere) return portCheck(config, () => isAlive(`http://${config.STEMEDB_HOST}:${config.PORT}`));
  return { name: 'API', status: 'fail', message: `${url} does not answer`, advice: 'Start the server there, or correct --url or STEMEDB_CLI_URL.' };
}

async function isAlive(url: string): Promise<boolean> {
  try {
    const { body } = await new ApiClient({ url }).get('/health/live', {}, PROBE_TIMEOUT_MS);
    return (body as { status?: unknown } | undefined)?.status === 'ok';
  } catch (error) {
    if (error instanceof ApiRefusal || error instanceof ApiUnreachable) return false;
    throw error;
  }
}

async function keyCheck(client: ApiClient): Promise<Check> {
  const name = 'API key';
  const advice = 'Give a valid key with --api-key or STEMEDB_CLI_API_KEY, or run this where data/admin.key is readable.';
  if (!client.connection.apiKey) return { name, status: 'warn', message: 'none is given', advice };
  try {
    await client.get('/v1/sources', { limit: '1' });
    return { name, status: 'ok', message: 'is accepted' };
  } catch (error) {
    if (!(error instanceof ApiRefusal) && !(error instanceof ApiUnreachable)) throw error;
    return { name, status: 'fail', message: firstLine(error), advice };
  }
}

function firstLine({ message }: Error): string {
  return message.split('\n', 1)[0] ?? message;
}
