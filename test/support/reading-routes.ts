import type { Json } from './call';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly enum?: readonly string[] };
}

/** One way of asking a route, with the route as the API document writes it. */
export interface Question {
  readonly template: string;
  readonly path: string;
}

/** What the parameters of questions may say, by name. Of several values each is asked. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** Optional parameters that a question says where its route has them, because they make an answer larger. */
const WIDENING: readonly string[] = ['subject', 'predicate', 'limit', 'after', 'depth'];

/**
 * Questions to every GET route of the API document, so that a new one cannot be forgotten: with what it needs and what
 * makes its answer larger, through every lens that it has, as of now and as of each moment given.
 *
 * @throws Error for a parameter that a route needs and of which no value is known
 */
export function questionsOf(document: Json, values: Values): Question[] {
  return Object.entries(document['paths'] as unknown as Record<string, Record<string, { parameters?: Parameter[] }>>).flatMap(([template, item]) => {
    const parameters = item['get']?.parameters?.filter((parameter) => parameter.in !== 'header') ?? [];
    return item['get'] ? askedOf(template, parameters, values) : [];
  });
}

function askedOf(template: string, parameters: readonly Parameter[], values: Values): Question[] {
  const needed = parameters.filter((parameter) => parameter.required);
  const widening = parameters.filter((parameter) => !parameter.required && WIDENING.includes(parameter.name));
  const kinds = [needed, [...needed, ...widening], ...['lens', 'as_of'].flatMap((name) => widenedBy(name, parameters, [...needed, ...widening]))];
  const all = kinds.flatMap((kind) => combinations(template, kind, values)).map((chosen) => ({ template, path: pathOf(template, chosen) }));
  return [...new Map(all.map((question) => [question.path, question])).values()];
}

/** The parameters with one more, where the route has it; as of an earlier moment, with a lens too. */
function widenedBy(name: string, parameters: readonly Parameter[], others: readonly Parameter[]): Parameter[][] {
  const parameter = parameters.find((one) => one.name === name && !one.required);
  const lens = parameters.find((one) => one.name === 'lens' && !one.required);
  if (!parameter) return [];
  return name === 'as_of' && lens ? [[...others, parameter], [...others, lens, parameter]] : [[...others, parameter]];
}

type Chosen = readonly (readonly [Parameter, string])[];

function combinations(template: string, parameters: readonly Parameter[], values: Values): Chosen[] {
  return parameters.reduce<Chosen[]>((chosen, parameter) => {
    const known = parameter.schema?.enum ?? values[parameter.name];
    if (!known) throw new Error(`What should be asked of ${template} with ${parameter.name}?`);
    return chosen.flatMap((sofar) => known.map((value) => [...sofar, [parameter, value] as const]));
  }, [[]]);
}

function pathOf(template: string, chosen: Chosen): string {
  const query = new URLSearchParams();
  let path = template;
  for (const [parameter, value] of chosen) {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else query.append(parameter.name, value);
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
