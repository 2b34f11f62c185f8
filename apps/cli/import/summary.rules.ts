import { countsText, totalOf } from './counts.rules';
import type { Counts } from './import.types';

/** What an import has done. */
export interface ImportSummary {
  readonly files: readonly string[];
  /** `complete`, `interrupted` by a signal, `stopped` at an error. */
  readonly end: 'complete' | 'interrupted' | 'stopped';
  readonly sources: { readonly created: number; readonly duplicate: number; readonly failed: number };
  /** Of the whole import, runs before an interruption included. */
  readonly claims: Counts;
  /** Of this run. */
  readonly seconds: number;
  /** Claims of this run in each second. */
  readonly rate: number;
  /** Lines that an earlier run had done already. */
  readonly resumed_lines: number;
}

/** Claims a second, without a division by nothing. */
export function rateOf(claims: number, seconds: number): number {
  return seconds > 0 ? Math.round(claims / seconds) : 0;
}

export function summaryLines({ sources, claims, seconds, rate, resumed_lines }: ImportSummary): string[] {
  const { created, duplicate, failed } = sources;
  const parts = [created > 0 && `${created} created`, duplicate > 0 && `${duplicate} duplicate`, failed > 0 && `${failed} failed`];
  return [
    `Sources  ${created + duplicate + failed}${labelled(parts.filter(Boolean).join(', '))}`,
    `Claims   ${totalOf(claims)}${labelled(totalOf(claims) === 0 ? '' : countsText(claims))}`,
    `Time     ${seconds.toFixed(1)} s, ${rate} claims/s${resumed_lines > 0 ? `, ${resumed_lines} lines were done before` : ''}`,
  ];
}

function labelled(text: string): string {
  return text === '' ? '' : `: ${text}`;
}
