import type { FieldFault } from '../command.failure';
import type { Faults, Fields } from './import.types';

/** What a line of an NDJSON file is about. */
export const KINDS = ['assertion', 'source'] as const;
export type Kind = (typeof KINDS)[number];

/** A claim as it stands in a file: its fields, who says so, and the name of its evidence. */
export interface ClaimLine {
  readonly fields: Fields;
  /** Names of key files, each once. */
  readonly labels: readonly string[];
  readonly sourceRef?: string;
}

/** The JSON object of a line. */
export function parseLine(text: string): { readonly fields: Fields } | Faults {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { fields: value as Fields };
    return fault('', 'expected a JSON object');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fault('', `expected JSON: ${error.message}`);
  }
}

/** What the line is; a line that does not say is an assertion. */
export function kindOf({ kind = 'assertion' }: Fields): Kind | Faults {
  return KINDS.find((known) => known === kind) ?? fault('kind', `expected one of ${KINDS.join(', ')}`);
}

/** Takes the parts that are for the import alone away from the fields of the claim itself. */
export function claimLine(line: Fields): ClaimLine | Faults {
  const { kind: _kind, agent, agents, source_ref: sourceRef, ...fields } = line;
  const faults: FieldFault[] = [];
  if (agent !== undefined && agents !== undefined) faults.push({ path: 'agents', message: 'expected agent or agents, not both' });
  if (sourceRef !== undefined && fields['source_hash'] !== undefined) {
    faults.push({ path: 'source_ref', message: 'expected source_ref or source_hash, not both' });
  }
  if (sourceRef !== undefined && typeof sourceRef !== 'string') faults.push({ path: 'source_ref', message: 'expected text' });
  const labels = agents ?? (agent === undefined ? [] : [agent]);
  if (!isListOfTexts(labels)) faults.push({ path: agents === undefined ? 'agent' : 'agents', message: 'expected the name of an agent, in agents a list of them' });
  if (faults.length > 0) return { faults };
  return { fields, labels: [...new Set(labels as string[])], sourceRef: sourceRef as string | undefined };
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}

function fault(path: string, message: string): Faults {
  return { faults: [{ path, message }] };
}
