export { supersedeSchema, SUPERSESSION_TYPES } from './supersession.dto';
export { SUPERSESSION_ERRORS } from './supersession.errors';
export { supersessionAt } from './supersession.statements';
export { SupersessionsModule } from './supersessions.module';
