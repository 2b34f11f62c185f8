export { CONFIG, ConfigModule } from './config.module';
export { ConfigError, parseConfig } from './config.rules';
export { type Config, type ConfigName, configSchema } from './config.schema';
export { type LinearPattern, parsePatterns } from './pattern.rules';
export { environmentValue, readConfig } from './environment';
