export { transitionSchema } from './lifecycle.dto';
export { LIFECYCLE_ERRORS } from './lifecycle.errors';
export { LifecycleModule } from './lifecycle.module';
export { lifecycleAt } from './lifecycle.statements';
