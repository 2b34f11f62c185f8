export { createKeySchema, rotateKeySchema, updateKeySchema } from './key-admin.dto';
export { KEY_ADMIN_ERRORS } from './key-admin.errors';
export { KeyAdminModule } from './key-admin.module';
