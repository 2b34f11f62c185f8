import { printable } from '../printable.rules';
import { tableLines } from '../table.rules';
import type { ClaimPage } from './answer.types';
import { figure, look } from './figure.rules';
import type { ViewOptions } from './resolution-view.rules';

/** A page of claims for people. */
export function pageLines({ items }: ClaimPage, options: ViewOptions): string[] {
  const { hash, object } = look(options.long === true);
  const columns = [
    { title: 'SUBJECT', flexible: true },
    { title: 'PREDICATE' },
    { title: 'OBJECT', flexible: true },
    { title: 'CONFIDENCE', right: true },
    { title: 'TIER' },
    { title: 'LIFECYCLE' },
    { title: 'ADDRESS' },
  ];
  const rows = items.map((claim) => [
    printable(claim.subject),
    printable(claim.predicate),
    claim.object === null ? '(redacted)' : object(claim.object),
    figure(claim.confidence, 2),
    claim.source_class,
    claim.lifecycle ?? '',
    hash(claim.hash),
  ]);
  return tableLines(columns, rows, { width: options.width });
}
