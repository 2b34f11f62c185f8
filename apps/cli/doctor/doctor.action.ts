import type { Config } from '@stemedb/platform/config';
import { CommandFailure } from '../command.failure';
import { connectionOf, type ConnectionOptions, DEFAULT_URL } from '../connection.options';
import { EXIT, type ExitCode } from '../exit-code';
import type { Output, Style } from '../output';
import { serverSettings } from '../server-settings';
import { apiChecks } from './api.checks';
import { type Check, isHealthy, nodeCheck } from './check.rules';
import { dataDirectoryChecks, embeddedBinariesCheck } from './machine.checks';
import { storeChecks } from './store.checks';

const COLOURS: Readonly<Record<Check['status'], Style>> = { ok: 'green', warn: 'yellow', fail: 'red' };
const NAME_WIDTH = 19;

/** Runs every check, each shown as soon as it is known. */
export async function examine(output: Output, options: ConnectionOptions): Promise<ExitCode> {
  const connection = await connectionOf(options);
  const checks: Check[] = [];
  const add = (found: readonly Check[]): void => {
    checks.push(...found);
    if (!output.json) found.forEach((check) => show(output, check));
  };
  add([nodeCheck(process.version)]);
  const settings = await settingsCheck(options);
  add([settings.check]);
  if (settings.config) {
    add(await dataDirectoryChecks(settings.config));
    if (settings.config.DATABASE_URL === undefined) add([await embeddedBinariesCheck()]);
    add(await storeChecks(settings.config));
  }
  add(await apiChecks(connection, settings.config, connection.url !== DEFAULT_URL));
  const healthy = isHealthy(checks);
  if (output.json) output.data({ ok: healthy, checks });
  return healthy ? EXIT.ok : EXIT.refused;
}

async function settingsCheck(options: ConnectionOptions): Promise<{ check: Check; config?: Config }> {
  const name = 'settings';
  try {
    // The option holds the environment's value or its default, so that both name the same directory.
    const config = serverSettings({ STEMEDB_DATA_DIR: options.dataDir || undefined });
    return { check: { name, status: 'ok', message: 'valid' }, config };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { check: { name, status: 'fail', message: error.message.replace(/\s*\n\s*/g, '; '), advice: 'Correct it; .env.example describes every setting.' } };
  }
}

function show(output: Output, { name, status, message, advice }: Check): void {
  output.line(`${output.paint(COLOURS[status], status.padEnd(4))}  ${name.padEnd(NAME_WIDTH)}  ${message}`);
  if (advice) output.line(`${' '.repeat(4 + 2 + NAME_WIDTH + 2)}${output.paint('dim', advice)}`);
}
