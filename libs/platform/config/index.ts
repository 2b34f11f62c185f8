export { CONFIG, ConfigModule } from './config.module';
export { ConfigError, parseConfig } from './config.rules';
export { type Config, type ConfigName, configSchema } from './config.schema';
export { MAPPED_IPV4, networkOf, parseNetwork } from './network';
export { type LinearPattern, parsePatterns } from './pattern.rules';
export { environmentValue, readConfig } from './environment';
