/** JSON texts by the object that they say. */
const TEXTS = new WeakMap<object, string>();

/**
 * Notes the JSON text of an object that had to be written anyway, so that an answer is not written a second time. The
 * object must not be changed afterwards.
 */
export function noteJson<T extends object>(value: T, text: string): T {
  TEXTS.set(value, text);
  return value;
}

/** The JSON text of an answer's body. */
export function jsonOf(value: unknown): string {
  const noted = typeof value === 'object' && value !== null ? TEXTS.get(value) : undefined;
  return noted ?? JSON.stringify(value);
}

/** The text of an object with further members behind its own; a text of `{}` has none to stand behind. */
export function jsonWith(text: string, members: Readonly<Record<string, unknown>>): string {
  const further = JSON.stringify(members);
  return `${text.slice(0, -1)}${text.length > 2 && further.length > 2 ? ',' : ''}${further.slice(1)}`;
}
