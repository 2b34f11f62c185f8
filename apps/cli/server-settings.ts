import { type Config, ConfigError, readConfig } from '@stemedb/platform/config';
import { wrongInput } from './command.failure';

/** The settings that the server would start with. @throws CommandFailure usage, naming every wrong one */
export function serverSettings(overrides: Readonly<Record<string, string | undefined>>): Config {
  try {
    // Only what was given: an undefined would hide the environment's own value.
    return readConfig(Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)));
  } catch (error) {
    if (error instanceof ConfigError) throw wrongInput(error.message);
    throw error;
  }
}
