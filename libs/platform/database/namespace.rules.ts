/** One namespace, or every namespace (`*`, only for looking up who calls). */
export const NAMESPACE_PATTERN = /^[a-z0-9-]{1,64}$/;
export const DEFAULT_NAMESPACE = 'default';
export const EVERY_NAMESPACE = '*';

export function isNamespace(text: string): boolean {
  return NAMESPACE_PATTERN.test(text);
}
