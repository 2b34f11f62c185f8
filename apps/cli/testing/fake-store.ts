import { contentHash, prepareClaim, type SignedClaim, signedClaimSchema, verifySignatures } from '@stemedb/knowledge/claims';
import { type Answer, type Handler, problem, type Request } from './fake-server';

interface Result {
  readonly index: number;
  readonly status: string;
  readonly hash?: string;
  readonly error?: object;
}

/** Takes claims and sources as the server does: checks them, and knows each again by its address. */
export class FakeStore {
  readonly claims = new Map<string, SignedClaim>();
  readonly sources = new Map<string, Record<string, unknown>>();
  /** Signing times of everything that arrived. */
  readonly timestamps = new Set<number>();
  batches = 0;

  readonly handler: Handler = (request) => this.answer(request);

  answer({ path, body }: Request): Answer {
    if (path === '/v1/source') return this.source(JSON.parse(body) as Record<string, unknown>);
    if (path === '/v1/assert') {
      const result = this.claim(JSON.parse(body), 0);
      return result.error ? { status: 422, body: result.error } : { status: result.status === 'created' ? 201 : 200, body: { ...result, recorded_at: NOW } };
    }
    if (path === '/v1/assert/batch') return this.batch(body.split('\n').map((line) => JSON.parse(line) as unknown));
    return problem(404, 'route_not_found', 'There is no such route');
  }

  private batch(items: readonly unknown[]): Answer {
    this.batches += 1;
    const results = items.map((item, index) => this.claim(item, index));
    return { status: 207, body: { results, summary: {} } };
  }

  private claim(item: unknown, index: number): Result {
    const parsed = signedClaimSchema.safeParse(item);
    if (!parsed.success) return { index, status: 'failed', error: { code: 'validation_failed', status: 400, detail: 'Not valid' } };
    const prepared = prepareClaim(parsed.data);
    if (verifySignatures(prepared).length > 0) {
      return { index, status: 'failed', error: { code: 'signature_invalid', status: 422, detail: 'A signature does not hold for this claim' } };
    }
    if (parsed.data.subject.startsWith('refuse:')) {
      return { index, status: 'failed', error: { code: 'refused', status: 422, detail: 'No such subject here' } };
    }
    parsed.data.signatures.forEach(({ timestamp }) => this.timestamps.add(timestamp));
    return { index, hash: prepared.address, status: this.write(prepared.address, parsed.data) };
  }

  private write(address: string, claim: SignedClaim): string {
    const known = this.claims.get(address);
    if (!known) {
      this.claims.set(address, claim);
      return 'created';
    }
    const signers = new Set(known.signatures.map(({ agent_id }) => agent_id));
    const added = claim.signatures.filter(({ agent_id }) => !signers.has(agent_id));
    known.signatures.push(...added);
    return added.length > 0 ? 'cosigned' : 'duplicate';
  }

  private source(source: Record<string, unknown>): Answer {
    const content = source['content'];
    if (source['title'] === 'refused') return problem(400, 'validation_failed', 'Not valid: title', { errors: [{ path: 'title', message: 'expected another' }] });
    const hash = typeof content === 'string' ? contentHash(content) : String(source['hash']);
    const isNew = !this.sources.has(hash);
    this.sources.set(hash, source);
    return { status: isNew ? 201 : 200, body: { hash, status: isNew ? 'created' : 'duplicate', recorded_at: NOW } };
  }
}

const NOW = '2026-01-01T00:00:00.000000Z';
