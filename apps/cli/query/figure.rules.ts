import { printable, shortened } from '../printable.rules';
import type { ObjectValue } from './answer.types';

/** Digits of a shortened address: enough to find it again, few enough for a table. */
const SHORT_HASH = 12;
/** A text of 8,192 characters would make every row of its table as long. */
const LONGEST_CELL = 100;

/** How values look in tables. */
export interface Look {
  readonly hash: (hash: string) => string;
  readonly object: (object: ObjectValue) => string;
  readonly text: (text: string) => string;
}

/** @param long everything in full */
export function look(long: boolean): Look {
  const cell = (text: string): string => (long ? text : shortened(text, LONGEST_CELL));
  return {
    hash: (hash) => (long ? printable(hash) : printable(hash).slice(0, SHORT_HASH)),
    object: (object) => cell(objectText(object)),
    text: (text) => cell(printable(text)),
  };
}

/** An object as one printable line; a text stands in quotes, so that "true" differs from true. */
export function objectText({ type, value }: ObjectValue): string {
  if (type === 'Text') return `"${printable(String(value))}"`;
  return type === 'Reference' ? `→ ${printable(String(value))}` : String(value);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export function figure(value: number, digits = 3): string {
  return value.toFixed(digits);
}

/** `1 claim`, `2 claims`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
