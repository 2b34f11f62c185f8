import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import type { ObjectValue } from '@stemedb/knowledge/claims';
import { type Follower, Projector, type Span, type Step } from '@stemedb/knowledge/projections';
import { Erasers } from '@stemedb/knowledge/redactions';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { Database, encodeColumns } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { type Compared, isLongText, lazySketchOf, statementKey } from './likeness.rules';
import { DELETE_LIKENESS, FIND_SIGNED, INSERT_LIKENESS } from './likeness.statements';
import { reasonsOf } from './reason.rules';
import { RecentClaims } from './recent-claims';
import { sketchToHex } from './sketch.rules';

/** Another way of comparing needs another name, under which all is made anew, in another table. */
export const LIKENESS_FOLLOWER = 'claim_likeness';

const SIGNATURES_OF_A_STEP = 2_000;
/** Claims looked at before requests get their turn: about two milliseconds. */
const SLICE = 100;

type Nullable<T> = { readonly [Key in keyof T]: T[Key] | null };

type SignedRow = Nullable<Pick<Compared, 'valid_from' | 'valid_to' | 'epoch' | 'parent_hash' | 'visual_hash' | 'narrative'>> &
  Pick<Compared, 'subject' | 'predicate' | 'source_hash' | 'lifecycle'> & {
    readonly signed_at: Moment;
    readonly agent_id: string;
    readonly subject_key: string;
    readonly hash: string;
    readonly object: string;
    readonly erased: boolean;
  };

/** Files every claim under what its signers say with it, those in quarantine included, behind the writes. */
@Injectable()
export class LikenessFollower implements Follower, OnModuleInit {
  readonly name = LIKENESS_FOLLOWER;

  constructor(
    private readonly projector: Projector,
    private readonly erasers: Erasers,
    private readonly database: Database,
    private readonly recent: RecentClaims,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    // What was filed while the gate was on is kept, and must go with its claim also while the gate is off.
    this.erasers.register((manager, namespace, { subject_key, hash }) =>
      this.projector.alongside(manager, namespace, this.name, async (session) => {
        await session.query(DELETE_LIKENESS, [namespace, subject_key, hex(hash)]);
      }),
    );
    if (reasonsOf(this.config.STEMEDB_QUARANTINE).has('duplicate')) this.projector.follow(this);
  }

  async next(namespace: string, span: Span): Promise<Step> {
    const values = [namespace, span.after, span.upTo, SIGNATURES_OF_A_STEP];
    const found = await this.database.query<SignedRow & Record<string, unknown>>('likeness_signed', namespace, { statement: FIND_SIGNED, values });
    const reached = found.length < SIGNATURES_OF_A_STEP ? span.upTo : (found.at(-1)?.signed_at ?? span.upTo);
    const rows = await this.likenessRows(namespace, found);
    return {
      reached,
      write: async (session) => {
        if (rows.length > 0) await session.query(INSERT_LIKENESS, [namespace, ...encodeColumns(['bigint', 'bigint', 'bytea', 'bytea'], rows)]);
      },
    };
  }

  private async likenessRows(namespace: string, found: readonly SignedRow[]): Promise<unknown[][]> {
    const rows: unknown[][] = [];
    for (const [index, row] of found.entries()) {
      if (!row.erased) rows.push(this.likenessRow(namespace, row));
      if ((index + 1) % SLICE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return rows;
  }

  /** A long text that came through the gate of this process lately has been sketched there; short ones wait until they are compared. */
  private likenessRow(namespace: string, row: SignedRow): unknown[] {
    const claim = comparedOf(row);
    const key = statementKey(claim, row.agent_id);
    const sketch = isLongText(claim) ? (this.recent.sketchOf(namespace, key, row.hash) ?? lazySketchOf(claim))() : null;
    return [row.subject_key, key, row.hash, sketch && sketchToHex(sketch)];
  }
}

function comparedOf(row: SignedRow): Compared {
  return {
    ...row,
    object: JSON.parse(row.object) as ObjectValue,
    valid_from: row.valid_from ?? undefined,
    valid_to: row.valid_to ?? undefined,
    epoch: row.epoch ?? undefined,
    parent_hash: row.parent_hash ?? undefined,
    visual_hash: row.visual_hash ?? undefined,
    narrative: row.narrative ?? undefined,
  };
}
