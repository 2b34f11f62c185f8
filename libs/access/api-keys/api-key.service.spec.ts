import type { ApiKeyEntity } from './api-key.entity';
import type { ApiKeyRepository } from './api-key.repository';
import { formatKey, hashKey, keyPrefix } from './api-key.rules';
import { ApiKeyService } from './api-key.service';
import type { KeyUses } from './key-uses';

const START = new Date('2026-01-01T00:00:00Z');
const BELIEVED_MS = 1_000;
const HOME = '127.0.0.1';

/** The keys of a store, which can be changed and which can go away. */
class FakeKeys {
  readonly keys: ApiKeyEntity[] = [];
  lookUps = 0;
  away = false;
  readonly noted: string[] = [];

  add(digit: string, changes: Partial<ApiKeyEntity> = {}): string {
    const key = formatKey(Buffer.from(digit.repeat(48), 'hex'));
    this.keys.push({
      namespace: 'default',
      id: `key ${digit}`,
      name: digit,
      role: 'write_agent',
      prefix: keyPrefix(key),
      secretHash: hashKey(key),
      agentIds: [],
      allowedNetworks: [],
      rateClass: 'standard',
      quotaTokensPerHour: null,
      expiresAt: null,
      disabledAt: null,
      revokedAt: null,
      graceUntil: null,
      ...changes,
    } as ApiKeyEntity);
    return key;
  }

  async findByPrefix(prefix: string): Promise<ApiKeyEntity[]> {
    this.lookUps += 1;
    if (this.away) throw new Error('the store is away');
    return this.keys.filter((key) => key.prefix === prefix).map((key) => ({ ...key }));
  }

  service(): ApiKeyService {
    const uses = { note: ({ id }: ApiKeyEntity) => void this.noted.push(id) };
    return new ApiKeyService(this as unknown as ApiKeyRepository, uses as unknown as KeyUses);
  }
}

const UNAUTHENTICATED = { code: 'unauthenticated', status: 401, options: { headers: { 'www-authenticate': 'Bearer realm="stemedb"' } } };

describe('authentication', () => {
  let store: FakeKeys;
  let service: ApiKeyService;

  beforeEach(() => {
    jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    store = new FakeKeys();
    service = store.service();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('tells who calls, in which role and where', async () => {
    const key = store.add('a', { role: 'read_only', namespace: 'team', agentIds: ['agent'] });
    await expect(service.authenticate(key, undefined, HOME)).resolves.toEqual({
      keyId: 'key a',
      role: 'read_only',
      namespace: 'team',
      agentIds: ['agent'],
      everyNamespace: false,
      rateClass: 'standard',
      quotaTokensPerHour: null,
    });
    expect(store.noted).toEqual(['key a']);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a text that is no key', 'secret'],
    ['a key that nobody made', formatKey(new Uint8Array(24))],
    ['a key with the prefix of another', `${formatKey(Buffer.from('a'.repeat(48), 'hex')).slice(0, -1)}b`],
  ])('refuses %s', async (_what, presented) => {
    store.add('a');
    await expect(service.authenticate(presented, undefined, HOME)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it('asks the store for nothing that cannot be a key', async () => {
    await expect(service.authenticate('secret', undefined, HOME)).rejects.toMatchObject(UNAUTHENTICATED);
    expect(store.lookUps).toBe(0);
  });

  it.each([
    ['disabled', { disabledAt: START }],
    ['revoked', { revokedAt: START }],
    ['expired', { expiresAt: START }],
    ['past its grace', { graceUntil: START }],
  ])('refuses a key that is %s, in the words of a wrong one', async (_what, changes) => {
    const key = store.add('a', changes);
    const wrong = await service.authenticate(formatKey(new Uint8Array(24)), undefined, HOME).catch((error: Error) => error.message);
    await expect(service.authenticate(key, undefined, HOME)).rejects.toMatchObject({ ...UNAUTHENTICATED, message: wrong });
    expect(store.noted).toEqual([]);
  });

  it('refuses a key from a network that it does not allow, in the words of a wrong one', async () => {
    const key = store.add('a', { allowedNetworks: ['10.0.0.0/8'] });
    const wrong = await service.authenticate(formatKey(new Uint8Array(24)), undefined, '10.0.0.1').catch((error: Error) => error.message);
    await expect(service.authenticate(key, undefined, '10.0.0.1')).resolves.toMatchObject({ keyId: 'key a' });
    await expect(service.authenticate(key, undefined, '11.0.0.1')).rejects.toMatchObject({ ...UNAUTHENTICATED, message: wrong });
  });

  it('tells keys apart that share a prefix', async () => {
    const first = store.add('a');
    const second = formatKey(Buffer.from(`${'a'.repeat(40)}${'b'.repeat(8)}`, 'hex'));
    store.add('c', { prefix: keyPrefix(second), secretHash: hashKey(second) });
    await expect(service.authenticate(first, undefined, HOME)).resolves.toMatchObject({ keyId: 'key a' });
    await expect(service.authenticate(second, undefined, HOME)).resolves.toMatchObject({ keyId: 'key c' });
  });

  it('asks the store once a second for each key, also when many requests come at once', async () => {
    const key = store.add('a');
    await Promise.all(Array.from({ length: 50 }, () => service.authenticate(key, undefined, HOME)));
    expect(store.lookUps).toBe(1);
    jest.advanceTimersByTime(BELIEVED_MS - 1);
    await service.authenticate(key, undefined, HOME);
    expect(store.lookUps).toBe(1);
    jest.advanceTimersByTime(1);
    await service.authenticate(key, undefined, HOME);
    expect(store.lookUps).toBe(2);
  });

  it('notices a revocation after a second at the latest', async () => {
    const key = store.add('a');
    await service.authenticate(key, undefined, HOME);
    store.keys.splice(0, 1, { ...(store.keys[0] as ApiKeyEntity), revokedAt: START });
    jest.advanceTimersByTime(BELIEVED_MS);
    await expect(service.authenticate(key, undefined, HOME)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it('looks a key up at once that it was told to forget', async () => {
    const key = store.add('a');
    await service.authenticate(key, undefined, HOME);
    store.keys.splice(0, 1, { ...(store.keys[0] as ApiKeyEntity), revokedAt: START });
    service.forget(keyPrefix(key));
    await expect(service.authenticate(key, undefined, HOME)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it('notices an expiry at once, whatever it remembers', async () => {
    const key = store.add('a', { expiresAt: new Date(START.getTime() + 500) });
    await service.authenticate(key, undefined, HOME);
    jest.advanceTimersByTime(500);
    await expect(service.authenticate(key, undefined, HOME)).rejects.toMatchObject(UNAUTHENTICATED);
    expect(store.lookUps).toBe(1);
  });

  it('notices a new key after a second, though its prefix was asked for before', async () => {
    const key = formatKey(Buffer.from('a'.repeat(48), 'hex'));
    await expect(service.authenticate(key, undefined, HOME)).rejects.toMatchObject(UNAUTHENTICATED);
    store.add('a');
    jest.advanceTimersByTime(BELIEVED_MS);
    await expect(service.authenticate(key, undefined, HOME)).resolves.toMatchObject({ keyId: 'key a' });
  });

  it('remembers no failure of the store', async () => {
    const key = store.add('a');
    store.away = true;
    await expect(service.authenticate(key, undefined, HOME)).rejects.toThrow('the store is away');
    store.away = false;
    await expect(service.authenticate(key, undefined, HOME)).resolves.toMatchObject({ keyId: 'key a' });
  });

  it('is filled by no flood of made-up keys', async () => {
    const key = store.add('a');
    for (let made = 0; made < 10_001; made += 1) {
      const random = Buffer.alloc(24);
      random.writeUInt32BE(made);
      const { error } = await service.authenticate(formatKey(random), undefined, HOME).then(
        () => ({ error: null }),
        (error: Error) => ({ error }),
      );
      if (error === null) throw new Error('a made-up key was taken');
    }
    const { size } = (service as unknown as { cache: Map<string, unknown> }).cache;
    expect(size).toBeLessThanOrEqual(10_000);
    await expect(service.authenticate(key, undefined, HOME)).resolves.toMatchObject({ keyId: 'key a' });
  });
});

describe('the namespace of a request', () => {
  const store = new FakeKeys();
  const bound = store.add('a', { namespace: 'team' });
  const free = store.add('b', { namespace: '*', role: 'admin' });
  const service = store.service();

  it.each([
    ['a bound key', bound, undefined, 'team'],
    ['a bound key that names its own', bound, 'team', 'team'],
    ['a free key', free, undefined, 'default'],
    ['a free key that chooses', free, 'other', 'other'],
  ])('of %s', async (_who, key, requested, namespace) => {
    await expect(service.authenticate(key, requested, HOME)).resolves.toMatchObject({ namespace });
  });

  it('cannot be another than that of a bound key', async () => {
    await expect(service.authenticate(bound, 'other', HOME)).rejects.toMatchObject({ code: 'namespace_forbidden', status: 403 });
  });

  it.each(['', 'A', '*', 'a b', 'a'.repeat(65), "a'", 'team,team'])('is refused where its name is wrong: %j', async (requested) => {
    for (const key of [bound, free]) {
      await expect(service.authenticate(key, requested, HOME)).rejects.toMatchObject({
        code: 'validation_failed',
        options: { errors: [{ path: 'X-Namespace', message: 'expected 1 to 64 of a-z, 0-9 and -' }] },
      });
    }
  });

  it('is told to nobody who has not proved who he is', async () => {
    await expect(service.authenticate(formatKey(new Uint8Array(24)), 'A', HOME)).rejects.toMatchObject(UNAUTHENTICATED);
  });
});
