import { Injectable } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import { FIND_CHAIN, FIND_FAMILIES, FIND_FAMILY, FIND_STANDING, INSERT_ALIAS, LIST_ALIASES, REMOVE_ALIAS } from './alias.statements';

export interface AliasRow {
  readonly alias: string;
  readonly canonical: string;
  readonly confidence: number;
  readonly reason: string;
  readonly created_by: string;
  readonly recorded_at: Moment;
}

export interface NewAlias extends Omit<AliasRow, 'recorded_at'> {
  readonly aliasKey: string;
  readonly canonicalKey: string;
  readonly keyId: string;
}

/** What the two ends of a new alias mean already. */
export interface Families {
  readonly closesCycle: boolean;
  /** Paths that would mean the same. */
  readonly size: number;
}

export interface AliasFilter {
  readonly after: string;
  readonly alias: TextRange;
  readonly canonical: TextRange;
}

/** All texts from one to another in bytewise order, both included. */
export type TextRange = readonly [first: string, last: string];

/** The aliases of one namespace within a commit, where nobody else can change them. */
export class AliasCommit {
  constructor(
    private readonly manager: EntityManager,
    private readonly namespace: string,
    readonly recordedAt: Moment,
  ) {}

  async findStanding(alias: string): Promise<AliasRow | undefined> {
    const rows: AliasRow[] = await this.manager.query(FIND_STANDING, [this.namespace, alias]);
    return rows[0];
  }

  async findFamilies({ alias, aliasKey, canonical, canonicalKey }: NewAlias): Promise<Families> {
    const values = [this.namespace, alias, aliasKey, canonical, canonicalKey];
    const rows: { closes_cycle: boolean }[] = await this.manager.query(FIND_FAMILIES, values);
    return { closesCycle: rows.some((row) => row.closes_cycle), size: rows.length };
  }

  async insert({ alias, canonical, aliasKey, canonicalKey, confidence, reason, created_by, keyId }: NewAlias): Promise<void> {
    const values = [this.namespace, alias, canonical, aliasKey, canonicalKey, confidence, reason, created_by, keyId];
    await this.manager.query(INSERT_ALIAS, values);
  }

  /** Ends an alias with this commit; undefined where there is none. */
  async remove(alias: string): Promise<(AliasRow & { removed_at: Moment }) | undefined> {
    const rows: (AliasRow & { removed_at: Moment })[] = await this.manager.query(REMOVE_ALIAS, [this.namespace, alias]);
    return rows[0];
  }
}

@Injectable()
export class AliasRepository {
  constructor(private readonly database: Database) {}

  /** A durable commit; what `work` throws undoes it. */
  commit<T>(namespace: string, work: (aliases: AliasCommit) => Promise<T>): Promise<T> {
    return this.database.manageCommit('alias', namespace, (manager, recordedAt) => work(new AliasCommit(manager, namespace, recordedAt)));
  }

  /** The chain of a path up to its canonical end, and everything that means the same. */
  async resolve(namespace: string, path: string, key: string, asOf: Moment | undefined): Promise<{ asOf: Moment; chain: AliasRow[]; family: string[] }> {
    const { asOf: moment, rows } = await this.database.readAt('alias_resolve', namespace, asOf, [
      { statement: FIND_CHAIN, values: [namespace, path] },
      { statement: FIND_FAMILY, values: [namespace, path, key] },
    ]);
    return { asOf: moment, chain: rows[0] as unknown as AliasRow[], family: (rows[1] ?? []).map((row) => String(row['subject'])) };
  }

  async list(namespace: string, filter: AliasFilter, asOf: Moment | undefined, limit: number): Promise<{ asOf: Moment; rows: AliasRow[] }> {
    const values = [namespace, filter.after, ...filter.alias, ...filter.canonical, limit];
    const { asOf: moment, rows } = await this.database.readAt('aliases', namespace, asOf, [{ statement: LIST_ALIASES, values }]);
    return { asOf: moment, rows: rows[0] as unknown as AliasRow[] };
  }
}
