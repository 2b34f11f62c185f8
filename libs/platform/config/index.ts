export { CONFIG, ConfigModule } from './config.module';
export { ConfigError, parseConfig } from './config.rules';
export { type Config, type ConfigName, configSchema } from './config.schema';
export { environmentValue, readConfig } from './environment';
