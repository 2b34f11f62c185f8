export { API_KEY_ERRORS } from './api-key.errors';
export { ApiKeyModule } from './api-key.module';
export { hashKey, isKeyText, keyPrefix, type Role, ROLES } from './api-key.rules';
export { Authentication } from './authentication';
export { type Principal } from './principal';
export { ActingAgent, Caller, RequireRole, RoleGuard } from './role.guard';
