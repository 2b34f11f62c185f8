import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { subjectKey } from '@stemedb/knowledge/assertions';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type {
  AliasList,
  AliasResolution,
  CreateAlias,
  CreateAliasResponse,
  ListAliasesQuery,
  RemoveAlias,
  RemoveAliasResponse,
  ResolveAlias,
} from './alias.dto';
import { ALIAS_ERRORS } from './alias.errors';
import { type AliasCommit, type AliasFilter, AliasRepository, type NewAlias, type TextRange } from './alias.repository';
import { MAX_FAMILY } from './alias.statements';

const SORT_KEY = [CURSOR_PART.moment, CURSOR_PART.text];
const MAX_PATH = 512;

@Injectable()
export class AliasesService {
  constructor(private readonly aliases: AliasRepository) {}

  /**
   * Lets one path mean the same as another; resolves when it is durable. The same again changes nothing. What may be
   * said is decided within the commit, so that no two commits close a cycle together.
   *
   * @throws DomainError alias_exists, alias_cycle (409), alias_family_full (422)
   */
  create(request: CreateAlias, { namespace, keyId }: Principal): Promise<CreateAliasResponse> {
    const { alias, canonical, confidence = 1, reason, created_by = keyId } = request;
    const keys = { aliasKey: subjectKey(namespace, alias), canonicalKey: subjectKey(namespace, canonical), keyId };
    return this.aliases.commit(namespace, (commit) => createIn(commit, { alias, canonical, confidence, reason, created_by, ...keys }));
  }

  /**
   * Ends an alias; reads as of an earlier moment still follow it.
   *
   * @throws DomainError alias_not_found (404)
   */
  remove({ alias }: RemoveAlias, namespace: string): Promise<RemoveAliasResponse> {
    return this.aliases.commit(namespace, async (commit) => {
      const removed = await commit.remove(alias);
      if (!removed) throw new DomainError(ALIAS_ERRORS.alias_not_found, `There is no alias ${alias}`);
      return { ...removed, status: 'removed' };
    });
  }

  /** Follows the aliases of a path to its canonical end. A path without any is its own. */
  async resolve({ path, as_of }: ResolveAlias, namespace: string): Promise<AliasResolution> {
    const { asOf, chain, family } = await this.aliases.resolve(namespace, path, subjectKey(namespace, path), as_of);
    const canonical = chain.at(-1)?.canonical ?? path;
    return { path, canonical, chain, aliases: family.filter((member) => member !== canonical), as_of: asOf };
  }

  /** In the order of the aliases. Later pages stay in the moment of the first. */
  async list(query: ListAliasesQuery, namespace: string): Promise<AliasList> {
    const fingerprint = fingerprintOf(namespace, query);
    const [moment, after = ''] = query.cursor === undefined ? [] : decodeCursor(query.cursor, fingerprint, SORT_KEY);
    const { asOf, rows } = await this.aliases.list(namespace, filterOf(query, after), moment ?? query.as_of, query.limit + 1);
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    const more = rows.length > query.limit && last;
    return { as_of: asOf, items, next_cursor: more ? encodeCursor(fingerprint, [asOf, last.alias]) : null };
  }
}

async function createIn(commit: AliasCommit, alias: NewAlias): Promise<CreateAliasResponse> {
  if (alias.alias === alias.canonical) throw cycle(alias);
  const standing = await commit.findStanding(alias.alias);
  if (standing?.canonical === alias.canonical) return { ...standing, status: 'duplicate' };
  if (standing) throw new DomainError(ALIAS_ERRORS.alias_exists, `${alias.alias} is an alias of ${standing.canonical}; remove that first`);
  const { closesCycle, size } = await commit.findFamilies(alias);
  if (closesCycle) throw cycle(alias);
  if (size > MAX_FAMILY) {
    throw new DomainError(ALIAS_ERRORS.alias_family_full, `${size} paths would mean the same; at most ${MAX_FAMILY} may`);
  }
  await commit.insert(alias);
  const { aliasKey: _aliasKey, canonicalKey: _canonicalKey, keyId: _keyId, ...view } = alias;
  return { ...view, recorded_at: commit.recordedAt, status: 'created' };
}

function cycle({ alias, canonical }: NewAlias): DomainError {
  const how = alias === canonical ? 'A path cannot be an alias of itself' : `${canonical} leads to ${alias} already`;
  return new DomainError(ALIAS_ERRORS.alias_cycle, how);
}

function filterOf(query: ListAliasesQuery, after: string): AliasFilter {
  const canonical: TextRange = query.canonical === undefined ? rangeOf(query.canonical_prefix) : [query.canonical, query.canonical];
  return { after, alias: rangeOf(query.alias_prefix), canonical };
}

/** All paths that begin so: none of their 512 characters lies behind the last one of Unicode. */
function rangeOf(prefix = ''): TextRange {
  return [prefix, prefix + '\u{10ffff}'.repeat(MAX_PATH)];
}

/** Everything that decides which rows a list holds. */
function fingerprintOf(namespace: string, query: ListAliasesQuery): string {
  const { limit: _limit, cursor: _cursor, ...rest } = query;
  return createHash('sha256').update(JSON.stringify([namespace, rest])).digest('base64url').slice(0, 16);
}
