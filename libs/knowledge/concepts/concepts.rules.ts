import { SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//;

/** The class of a claim that declares none and whose subject has no scheme we know. */
export const FALLBACK_SOURCE_CLASS: SourceClass = 'Expert';

/** The scheme of a concept path (`rfc` of `rfc://5246/tls`), undefined for a plain subject. */
export function schemeOf(subject: string): string | undefined {
  return SCHEME.exec(subject)?.[1];
}

/**
 * Reads `scheme=Class` pairs, comma-separated.
 *
 * @throws Error naming the pair that cannot be read
 */
export function parseSchemeClasses(text: string): ReadonlyMap<string, SourceClass> {
  const classes = new Map<string, SourceClass>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [scheme = '', name = '', ...rest] = pair.split('=').map((part) => part.trim());
    const sourceClass = SOURCE_CLASSES.find((known) => known === name);
    if (schemeOf(`${scheme}://`) !== scheme || !sourceClass || rest.length > 0) {
      throw new Error(`STEMEDB_SOURCE_CLASS_BY_SCHEME: "${pair}" is not scheme=Class, the class one of ${SOURCE_CLASSES.join(', ')}`);
    }
    classes.set(scheme, sourceClass);
  }
  return classes;
}

/** The class of a claim whose writer gave none. */
export function inferSourceClass(subject: string, classes: ReadonlyMap<string, SourceClass>): SourceClass {
  return classes.get(schemeOf(subject) ?? '') ?? FALLBACK_SOURCE_CLASS;
}
