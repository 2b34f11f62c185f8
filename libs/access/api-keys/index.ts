export { AllowedNetworks } from './allowed-networks';
export { API_KEY_ERRORS } from './api-key.errors';
export { ApiKeyModule } from './api-key.module';
export { formatKey, hashKey, isKeyText, isUsable, keyPrefix, type KeyTimes, type Role, ROLES } from './api-key.rules';
export { ApiKeyService } from './api-key.service';
export { Authentication, presentedKey } from './authentication';
export { type Principal } from './principal';
export { ActingAgent, Caller, RequireRole, RoleGuard } from './role.guard';
