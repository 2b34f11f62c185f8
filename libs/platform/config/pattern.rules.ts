import { RE2JS } from 're2js';

const MAX_PATTERNS = 100;
const MAX_PATTERN_LENGTH = 1_000;

/** A compiled pattern. Looking for it takes time in proportion to the text, whatever pattern and text are. */
export interface LinearPattern {
  readonly source: string;
  foundIn(text: string): boolean;
}

/**
 * Reads a JSON array of regular expressions in the syntax of RE2, which has no backreferences and no lookaround: what
 * remains can be matched without ever going back, so that no text that somebody sends can hold the server up.
 *
 * @returns undefined where the text is something else
 */
export function parsePatterns(text: string): readonly LinearPattern[] | undefined {
  const sources = parseList(text);
  const compiled = sources?.map(compile);
  return compiled?.every((pattern) => pattern !== undefined) ? compiled : undefined;
}

function parseList(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    const fits = Array.isArray(list) && list.length <= MAX_PATTERNS && list.every(isPatternText);
    return fits ? list : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isPatternText(item: unknown): item is string {
  return typeof item === 'string' && item !== '' && item.length <= MAX_PATTERN_LENGTH;
}

function compile(source: string): LinearPattern | undefined {
  try {
    const pattern = RE2JS.compile(source);
    return { source, foundIn: (text) => pattern.test(text) };
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('RE2JS')) return undefined;
    throw error;
  }
}
