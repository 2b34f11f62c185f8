import { NOTHING, readCounts } from './counts.rules';
import type { Counts } from './import.types';

/** Where claims go and who signs them: what makes two imports of one file different. */
export interface Target {
  readonly url: string;
  readonly namespace: string;
  readonly signer: string;
}

/** How far the import of one file into one target has come. */
export interface FileProgress extends Target {
  /** SHA-256 of the file. */
  readonly digest: string;
  /** Time of every signature of this import, whole Unix seconds. */
  readonly timestamp: number;
  /** Every line up to this one is acknowledged. */
  readonly lines_done: number;
  readonly counts: Counts;
}

/** What the state file beside an imported file holds. */
export interface ResumeState {
  readonly version: 1;
  readonly imports: readonly FileProgress[];
}

export const NO_STATE: ResumeState = { version: 1, imports: [] };

/** The text of a state file; undefined where it is none, as after a crash of the whole machine. */
export function parseState(text: string): ResumeState | undefined {
  try {
    const state = JSON.parse(text) as Partial<ResumeState> | null;
    if (state?.version !== 1 || !Array.isArray(state.imports)) return undefined;
    return state.imports.every(isProgress) ? { version: 1, imports: state.imports } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function formatState(state: ResumeState): string {
  return `${JSON.stringify(state, undefined, 2)}\n`;
}

export function progressOf(state: ResumeState, target: Target): FileProgress | undefined {
  return state.imports.find((progress) => isFor(progress, target));
}

/**
 * Where to go on. A file that has changed since is read from its beginning, but signed with the same time: what was
 * written already is then known again as the same signature of the same claim.
 */
export function startingPoint(
  earlier: FileProgress | undefined,
  target: Target,
  digest: string,
  times: { readonly now: number; readonly chosen?: number },
): FileProgress {
  const timestamp = times.chosen ?? earlier?.timestamp ?? times.now;
  if (earlier?.digest === digest) return { ...earlier, timestamp };
  return { ...target, digest, timestamp, lines_done: 0, counts: NOTHING };
}

/** The state with one import's progress put in place of what it held before. */
export function withProgress(state: ResumeState, progress: FileProgress): ResumeState {
  return { version: 1, imports: [...state.imports.filter((other) => !isFor(other, progress)), progress] };
}

export function withoutProgress(state: ResumeState, target: Target): ResumeState {
  return { version: 1, imports: state.imports.filter((other) => !isFor(other, target)) };
}

function isFor(progress: Target, target: Target): boolean {
  return progress.url === target.url && progress.namespace === target.namespace && progress.signer === target.signer;
}

function isProgress(value: unknown): value is FileProgress {
  if (typeof value !== 'object' || value === null) return false;
  const { url, namespace, signer, digest, timestamp, lines_done, counts } = value as Record<string, unknown>;
  const texts = [url, namespace, signer, digest].every((text) => typeof text === 'string');
  const numbers = [timestamp, lines_done].every((number) => Number.isSafeInteger(number) && Number(number) >= 0);
  return texts && numbers && readCounts(counts) !== undefined;
}
