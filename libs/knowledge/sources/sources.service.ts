import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { hex, MAX_CLOCK_LEAD_SECONDS, refuseForeignAgentHeader, refuseForeignAgents, SignatureFailures, tierOf, type WriteContext } from '@stemedb/knowledge/assertions';
import { contentHash, recordAddress, recordMessage, SOURCE_CLASSES, verify } from '@stemedb/knowledge/claims';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import type { ListSourcesQuery, RegisterSource, RegisterSourceResponse, SourceList, SourceSummary, SourceView } from './source.dto';
import { SOURCE_ERRORS } from './source.errors';
import { type SourceRow, SourceRepository } from './source.repository';

const FINGERPRINT = 'sources';
/** The moment of the first page, then the place of the last row. */
const SORT_KEY = [CURSOR_PART.moment, CURSOR_PART.moment, CURSOR_PART.hash];

@Injectable()
export class SourcesService {
  constructor(
    private readonly sources: SourceRepository,
    private readonly signatureFailures: SignatureFailures,
  ) {}

  /**
   * Registers a source once; resolves when it is durable. A second registration changes nothing.
   *
   * @throws DomainError source_hash_mismatch, source_signature_invalid (422), agent_not_permitted (403),
   * agent_header_mismatch (400)
   */
  async register(source: RegisterSource, context: WriteContext): Promise<RegisterSourceResponse> {
    const hash = hashOf(source);
    const { principal } = context;
    if (source.agent_id !== undefined) refuseForeignAgentHeader(context.agentHeader, [source.agent_id]);
    this.signatureFailures.counted(() => refuseInvalidRegistration(source, hash, principal));
    const recordedAt = await this.sources.insert(principal.namespace, valuesOf(source, hash), source.agent_id);
    if (recordedAt !== undefined) return { hash, status: 'created', recorded_at: recordedAt };
    const standing = await this.find(principal.namespace, hash);
    return { hash, status: 'duplicate', recorded_at: standing.recorded_at };
  }

  /**
   * The source as it stood at a moment, undefined being the present.
   *
   * @throws DomainError source_not_found (404), as_of_in_future (422)
   */
  async find(namespace: string, hash: string, asked?: Moment): Promise<SourceView> {
    const row = await this.sources.find(namespace, hash, asked);
    if (!row) throw new DomainError(SOURCE_ERRORS.source_not_found, `There is no source ${hash}`);
    const { content, status_reason, status_recorded_at, ...summary } = row;
    return {
      ...viewOf(summary),
      content: content?.toString('utf8') ?? null,
      status_reason,
      status_recorded_at,
      // The present passes with every answer; the last change names the same answer for as long as it holds.
      as_of: asked ?? status_recorded_at ?? row.recorded_at,
    };
  }

  /**
   * Newest first, all pages as of the moment of the first.
   *
   * @throws DomainError validation_failed for a cursor of another list (400), as_of_in_future (422)
   */
  async list(namespace: string, query: ListSourcesQuery): Promise<SourceList> {
    const fingerprint = `${FINGERPRINT}:${query.as_of ?? ''}`;
    const [moment, recordedAt = '', hash = ''] = query.cursor === undefined ? [] : decodeCursor(query.cursor, fingerprint, SORT_KEY);
    const after = moment === undefined ? undefined : { recordedAt, hash };
    const { asOf, rows } = await this.sources.list(namespace, moment ?? query.as_of, after, query.limit + 1);
    const items = rows.slice(0, query.limit).map(viewOf);
    const last = items.at(-1);
    const more = rows.length > query.limit && last;
    return { as_of: asOf, items, next_cursor: more ? encodeCursor(fingerprint, [asOf, last.recorded_at, last.hash]) : null };
  }
}

function hashOf(source: RegisterSource): string {
  if (source.content === undefined) return source.hash ?? '';
  const computed = contentHash(source.content);
  if (source.hash !== undefined && source.hash !== computed) {
    throw new DomainError(SOURCE_ERRORS.source_hash_mismatch, `The content has the hash ${computed}`, {
      errors: [{ path: 'hash', message: `expected ${computed}` }],
    });
  }
  return computed;
}

/** The signed part of a registration: the hash, the metadata that was given, who and when. */
function refuseInvalidRegistration(source: RegisterSource, hash: string, principal: Principal): void {
  const { content: _content, signature, ...registration } = source;
  if (signature === undefined || source.agent_id === undefined || source.timestamp === undefined) return;
  refuseForeignAgents([source.agent_id], principal.agentIds, () => 'agent_id');
  const address = recordAddress('source', { ...registration, hash });
  const early = source.timestamp <= Date.now() / 1_000 + MAX_CLOCK_LEAD_SECONDS;
  if (early && verify(source.agent_id, signature, recordMessage('source', address))) return;
  const path = early ? 'signature' : 'timestamp';
  throw new DomainError(SOURCE_ERRORS.source_signature_invalid, 'The signature does not hold for this registration', {
    errors: [{ path, message: early ? 'mismatch' : `more than ${MAX_CLOCK_LEAD_SECONDS} seconds ahead of the server` }],
    extensions: { address },
  });
}

function valuesOf(source: RegisterSource, hash: string): unknown[] {
  return [
    hex(hash),
    source.content === undefined ? null : Buffer.from(source.content, 'utf8'),
    source.title ?? null,
    source.uri ?? null,
    source.author ?? null,
    source.published_at ?? null,
    source.source_class === undefined ? null : tierOf(source.source_class),
    source.media_type ?? null,
    source.agent_id === undefined ? null : hex(source.agent_id),
    source.signature === undefined ? null : hex(source.signature),
    source.timestamp ?? null,
  ];
}

function viewOf({ redaction, ...row }: SourceRow): SourceSummary {
  const source_class = row.source_class === null ? null : (SOURCE_CLASSES[row.source_class] ?? null);
  return { ...row, source_class, ...(redaction === null ? {} : { redacted: true, redaction }) };
}
