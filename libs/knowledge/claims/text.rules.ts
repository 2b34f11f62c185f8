/**
 * Nothing above U+02FF occurs: such text is its own NFC form, holds no surrogate, and has as many
 * characters as code units. Nearly every real claim is of this kind, and one scan settles it.
 */
const ABOVE_PLAIN = /[\u0300-\uffff]/;

/** Unicode category Cc is exactly C0, DEL and C1. */
const CONTROL = /\p{Cc}/u;

/**
 * More marks on one letter than any script stacks: 30, the bound of the stream-safe format of
 * Unicode Annex 15. The look behind makes the search visit each run of marks once.
 */
const TOO_MANY_MARKS = /(?<!\p{M})\p{M}{31}/u;

/**
 * Normalization sorts the marks of a letter in time that grows with the square of their number:
 * half a million of them take minutes. A text with at most 30 marks in a row has at most 124 of
 * them in any other spelling, because no character decomposes into more than four.
 */
const ENDLESS_MARKS = /(?<!\p{M})\p{M}{129}/u;

export interface TextRule {
  /** Whether the empty text is allowed. */
  min: 0 | 1;
  /** Most characters (Unicode code points of the NFC form). */
  max: number;
  /** One line without control characters, as a subject is. */
  line: boolean;
}

/**
 * The NFC form of the text, in time that grows with its length only. A text with an endless run of
 * combining marks comes back as it is: unstorableText refuses it in either form.
 */
export function toNfc(text: string): string {
  if (!ABOVE_PLAIN.test(text) || ENDLESS_MARKS.test(text)) return text;
  return text.normalize('NFC');
}

/** Length in Unicode code points, so that an emoji outside the BMP counts once. */
export function characterCount(text: string): number {
  let count = text.length;
  if (!ABOVE_PLAIN.test(text)) return count;
  for (let index = 0; index < text.length; index += 1) {
    const leadsPair = (text.codePointAt(index) ?? 0) > 0xffff;
    if (leadsPair) count -= 1;
  }
  return count;
}

/**
 * Says what keeps a text out of every record, given what toNfc made of it: a lone surrogate has no
 * UTF-8 form and so no hash, and PostgreSQL cannot store U+0000.
 */
export function unstorableText(text: string): string | undefined {
  if (text.includes('\0')) return 'expected text without the character U+0000';
  if (!ABOVE_PLAIN.test(text)) return undefined;
  if (!text.isWellFormed()) return 'expected well-formed Unicode without lone surrogates';
  if (TOO_MANY_MARKS.test(text)) return 'expected at most 30 combining marks in a row';
  return undefined;
}

/** Says what is wrong with a text already in NFC, or nothing where it obeys the rule. */
export function textFault(text: string, rule: TextRule): string | undefined {
  const unstorable = unstorableText(text);
  if (unstorable !== undefined) return unstorable;
  if (rule.line && CONTROL.test(text)) return 'expected text without control characters';
  // A text has never more characters than code units, so most lengths need no count.
  const tooLong = text.length > rule.max && characterCount(text) > rule.max;
  return tooLong || text.length < rule.min ? lengthMessage(rule) : undefined;
}

function lengthMessage(rule: TextRule): string {
  return rule.min === 0
    ? `expected at most ${rule.max} characters`
    : `expected ${rule.min} to ${rule.max} characters`;
}
