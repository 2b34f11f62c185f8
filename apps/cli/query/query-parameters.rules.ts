import { momentParameter } from '../moment.rules';

/** The options of `query` as the words that were typed. */
export interface QueryOptions {
  readonly lens?: string;
  readonly innerLens?: string;
  readonly subjectPrefix?: string;
  readonly asOf?: string;
  readonly validAt?: string;
  readonly decay?: string;
  readonly tolerance?: string;
  readonly sourceClass?: readonly string[];
  readonly lifecycle?: string;
  readonly minConfidence?: string;
  readonly epoch?: string;
  readonly agent?: string;
  readonly includeSuperseded?: boolean;
  /** False for --no-aliases. */
  readonly aliases?: boolean;
  readonly limit?: string;
  readonly cursor?: string;
}

/** The parameters of GET /v1/query. What they may hold is the server's to say. */
export function queryParameters(
  subject: string | undefined,
  predicate: string | undefined,
  options: QueryOptions,
): Record<string, string | readonly string[] | undefined> {
  return {
    subject,
    subject_prefix: options.subjectPrefix,
    predicate,
    lens: options.lens,
    inner_lens: options.innerLens,
    as_of: options.asOf && momentParameter(options.asOf),
    valid_at: options.validAt && momentParameter(options.validAt),
    decay: options.decay,
    tolerance: options.tolerance,
    source_class: options.sourceClass,
    lifecycle: options.lifecycle,
    min_confidence: options.minConfidence,
    epoch: options.epoch,
    agent_id: options.agent,
    include_superseded: options.includeSuperseded ? 'true' : undefined,
    resolve_aliases: options.aliases === false ? 'false' : undefined,
    limit: options.limit,
    cursor: options.cursor,
  };
}

/** Says what is missing before a server has to. */
export function questionFault(subject: string | undefined, predicate: string | undefined, options: QueryOptions): string | undefined {
  if (subject === undefined && options.subjectPrefix === undefined) return 'Give a subject, or --subject-prefix.';
  if (subject !== undefined && options.subjectPrefix !== undefined) return 'Give a subject or --subject-prefix, not both.';
  if (options.lens === undefined) return undefined;
  if (subject === undefined) return 'A lens needs the subject.';
  return predicate === undefined && options.lens !== 'constraints' ? `The lens ${options.lens} needs the predicate.` : undefined;
}
