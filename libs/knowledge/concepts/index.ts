export { type ConceptPath, canonicalSubject, formatConcept, MalformedConcept, parseConcept } from './concept-path.rules';
export { conceptSchema } from './concept.schema';
export { FALLBACK_SOURCE_CLASS, inferSourceClass, parseSchemeClasses, schemeOf } from './concepts.rules';
export { ConceptsModule } from './concepts.module';
