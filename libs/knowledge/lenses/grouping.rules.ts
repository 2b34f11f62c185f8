import { toNfc, type ObjectValue } from '@stemedb/knowledge/claims';

/** What can be grouped: anything that holds an object. */
interface Holder {
  readonly candidate: { readonly object: ObjectValue };
}

/** A group is never empty. */
export type Members<T> = [T, ...T[]];

/**
 * Parts claims by equal object. Inside a group the given order is kept.
 *
 * Texts, Booleans and References are equal when their canonical bytes are, that is when type and NFC
 * value are. Numbers are equal within the relative tolerance.
 */
export function groupByObject<T extends Holder>(holders: readonly T[], tolerance: number): Members<T>[] {
  const exact = new Map<string, Map<string | boolean, Members<T>>>();
  const numbers: Numbered<T>[] = [];
  for (const holder of holders) {
    const { object } = holder.candidate;
    if (object.type === 'Number') {
      numbers.push({ holder, value: object.value, position: numbers.length });
    } else {
      const ofType = exact.get(object.type) ?? new Map<string | boolean, Members<T>>();
      exact.set(object.type, ofType);
      const key = typeof object.value === 'string' ? toNfc(object.value) : object.value;
      const group = ofType.get(key);
      if (group) group.push(holder);
      else ofType.set(key, [holder]);
    }
  }
  const ofTypes = [...exact.values()].flatMap((ofType) => [...ofType.values()]);
  return ofTypes.concat(groupNumbers(numbers, tolerance));
}

/** Whether a lens would put two objects into one group. */
export function equalObjects(left: ObjectValue, right: ObjectValue, tolerance: number): boolean {
  return groupByObject([{ candidate: { object: left } }, { candidate: { object: right } }], tolerance).length === 1;
}

/** Whether a number still belongs to the group whose smallest member is `smallest`. */
export function withinTolerance(smallest: number, value: number, tolerance: number): boolean {
  const distance = Math.abs(value - smallest);
  return distance <= tolerance * Math.max(Math.abs(value), Math.abs(smallest));
}

interface Numbered<T> {
  readonly holder: T;
  readonly value: number;
  readonly position: number;
}

/** Every number is measured against its group's smallest, so a row of near values never chains. */
function groupNumbers<T>(numbers: Numbered<T>[], tolerance: number): Members<T>[] {
  const rising = numbers.toSorted((a, b) => a.value - b.value);
  const groups: Members<Numbered<T>>[] = [];
  for (const number of rising) {
    const group = groups.at(-1);
    if (group && withinTolerance(group[0].value, number.value, tolerance)) group.push(number);
    else groups.push([number]);
  }
  return groups.map(inGivenOrder);
}

function inGivenOrder<T>(group: Members<Numbered<T>>): Members<T> {
  const ordered = group.toSorted((a, b) => a.position - b.position);
  return ordered.map(({ holder }) => holder) as Members<T>;
}
