export { FALLBACK_SOURCE_CLASS, inferSourceClass, parseSchemeClasses, schemeOf } from './concepts.rules';
