import { printable } from '../printable.rules';
import { type Column, tableLines } from '../table.rules';
import type { Candidate, Constraint, Group, Resolution, Tier } from './answer.types';
import { counted, figure, type Look, look, objectText, percent } from './figure.rules';

/** Strongest evidence first. */
const TIERS = ['Regulatory', 'Clinical', 'Observational', 'Expert', 'Community', 'Anecdotal'];
/** Answers with a list, so that shares and conflict mean nothing. */
const LISTING = 'constraints';
/** Lenses that never choose. */
const WITHOUT_WINNER = [LISTING, 'skeptic'];
const ZERO_HASH = '0'.repeat(64);

export interface ViewOptions {
  /** Columns of the terminal; undefined cuts nothing. */
  readonly width?: number;
  /** Addresses and texts in full. */
  readonly long?: boolean;
  readonly bold: (text: string) => string;
}

/** A lens's answer for people: what was asked, the answer, every object, who says what, what was left out. */
export function resolutionLines(answer: Resolution, options: ViewOptions): string[] {
  const view: View = { ...options, look: look(options.long === true) };
  return [
    ...asked(answer, view),
    ...summary(answer),
    ...section(view, 'Tiers', tierLines(answer.tiers ?? [], view)),
    ...section(view, 'Must use', constraintLines(answer.must_use ?? [], view)),
    ...section(view, 'Forbidden', constraintLines(answer.forbidden ?? [], view)),
    ...section(view, 'What is said', answer.lens === LISTING ? [] : groupLines(answer, view)),
    ...section(view, 'Who says it', candidateLines(answer, view)),
    ...section(view, 'Left out', excludedLines(answer, view)),
    ...section(view, 'Beware', warningLines(answer, view)),
  ];
}

type View = ViewOptions & { readonly look: Look };

function section(view: View, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', view.bold(title), ...lines];
}

function asked(answer: Resolution, view: View): string[] {
  const predicate = answer.predicate === null ? '' : `  ${printable(answer.predicate)}`;
  const frame = [
    `lens ${answer.lens}${answer.inner_lens ? ` (${answer.inner_lens})` : ''}`,
    answer.as_of && `as of ${answer.as_of}`,
    answer.valid_at && answer.valid_at !== answer.as_of && `valid at ${answer.valid_at}`,
    answer.ruleset_version !== undefined && `ruleset ${answer.ruleset_version}`,
    answer.aliases_used?.length && `aliases ${answer.aliases_used.join(', ')}`,
  ].filter((part) => typeof part === 'string');
  return [view.bold(`${printable(answer.subject)}${predicate}`), printable(frame.join(', '))];
}

function summary(answer: Resolution): string[] {
  const rows: [string, string][] = [];
  const share = answer.resolution_confidence;
  if (answer.winner) {
    rows.push(['Winner', `${objectText(answer.winner.object)}${typeof share === 'number' ? `  (${percent(share)} of the weight)` : ''}`]);
    rows.push(['Address', answer.winner.hash]);
  } else if (!WITHOUT_WINNER.includes(answer.lens)) {
    rows.push(['Winner', 'none']);
  }
  if (answer.status && answer.lens !== LISTING) rows.push(['Conflict', `${figure(answer.conflict_score ?? 0)}, ${answer.status}`]);
  if (answer.cross_tier_conflict !== undefined) rows.push(['Across tiers', figure(answer.cross_tier_conflict)]);
  return rows.length === 0 ? [] : ['', ...rows.map(([name, value]) => `${name.padEnd(13)} ${value}`)];
}

function groupLines(answer: Resolution, { width, look: { object } }: View): string[] {
  const groups = answer.groups ?? [];
  const columns: Column[] = [{ title: 'SHARE', right: true }, { title: 'OBJECT', flexible: true }, { title: 'WEIGHT', right: true }, { title: 'SAID BY' }];
  const rows = groups.map((group, index) => [percent(group.share), object(group.object), figure(group.weight), byTier(group, index, answer)]);
  return rows.length === 0 ? [] : tableLines(columns, rows, { width, indent: '  ' });
}

/** How many claims of each tier stand behind an object; without the candidates at least how many in all. */
function byTier(group: Group, index: number, { candidates }: Resolution): string {
  const members = candidates.filter((candidate) => candidate.group === index || group.hashes.includes(candidate.hash));
  const counts = TIERS.map((tier) => [tier, members.filter(({ source_class }) => source_class === tier).length] as const);
  const named = counts.filter(([, count]) => count > 0).map(([tier, count]) => `${tier} ${count}`);
  return named.length === 0 ? counted(group.hashes.length, 'claim') : named.join(', ');
}

function candidateLines(answer: Resolution, { width, look: shown }: View): string[] {
  const columns: Column[] = [
    { title: 'TIER' },
    { title: 'OBJECT', flexible: true },
    { title: 'WEIGHT', right: true },
    { title: 'CONFIDENCE', right: true },
    { title: 'ADDRESS' },
    { title: 'SOURCE', flexible: true },
  ];
  const ranked = [...answer.candidates].sort((left, right) => tierNumber(left) - tierNumber(right));
  const rows = ranked.map((candidate) => [
    `${tierNumber(candidate)} ${candidate.source_class}`,
    shown.object(candidate.object),
    `${figure(candidate.weight)}${candidate.counted === false ? '*' : ''}`,
    figure(candidate.confidence, 2),
    shown.hash(candidate.hash),
    sourceText(candidate, shown),
  ]);
  const missing = (answer.candidates_total ?? rows.length) - rows.length;
  return rows.length === 0
    ? []
    : [
        ...tableLines(columns, rows, { width, indent: '  ' }),
        ...(answer.candidates.some((candidate) => candidate.counted === false) ? ['  * repeats a source or a line of descent, and counts once'] : []),
        ...(missing > 0 ? [`  and ${missing} more`] : []),
      ];
}

function tierNumber({ source_class }: Candidate): number {
  const tier = TIERS.indexOf(source_class);
  return tier < 0 ? TIERS.length : tier;
}

function sourceText({ source_title, source_hash }: Candidate, { hash, text }: Look): string {
  if (source_title) return text(source_title);
  return source_hash === undefined || source_hash === ZERO_HASH ? '-' : hash(source_hash);
}

function tierLines(tiers: readonly Tier[], { width, look: { hash, object } }: View): string[] {
  const columns: Column[] = [{ title: 'TIER' }, { title: 'WINNER', flexible: true }, { title: 'SHARE', right: true }, { title: 'CONFLICT' }, { title: 'ADDRESS' }];
  const rows = tiers.map((tier) => [
    tier.source_class,
    object(tier.winner.object),
    percent(tier.resolution_confidence),
    `${figure(tier.conflict_score)}, ${tier.status}`,
    hash(tier.winner.hash),
  ]);
  return rows.length === 0 ? [] : tableLines(columns, rows, { width, indent: '  ' });
}

function constraintLines(constraints: readonly Constraint[], { width, look: { hash, object: shown } }: View): string[] {
  const rows = constraints.map(({ object, hashes, contradicted }) => [shown(object), hashes.map(hash).join(' '), contradicted ? 'contradicted' : '']);
  return rows.length === 0 ? [] : tableLines([{ title: 'OBJECT', flexible: true }, { title: 'ADDRESS' }, { title: '' }], rows, { width, indent: '  ' });
}

function excludedLines({ excluded = [] }: Resolution, { look: { hash } }: View): string[] {
  return excluded.map(({ hash: address, reason }) => `  ${hash(address)}  ${printable(reason)}`);
}

function warningLines({ source_warnings = [] }: Resolution, { look: { hash } }: View): string[] {
  return source_warnings.map(({ source_hash, status, hashes }) => `  source ${hash(source_hash)} is ${printable(status)}, cited by ${counted(hashes.length, 'claim')}`);
}
