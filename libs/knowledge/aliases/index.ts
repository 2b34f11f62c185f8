export { createAliasSchema } from './alias.dto';
export { ALIAS_ERRORS } from './alias.errors';
export { MAX_FAMILY, subjectFamily } from './alias.statements';
export { AliasesModule } from './aliases.module';
export { AliasesService } from './aliases.service';
