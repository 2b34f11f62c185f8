import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assertionMessage,
  canonicalClaim,
  canonicalRecord,
  claimAddress,
  claimSchema,
  keyPairFromSeed,
  sign,
  voteAddress,
  voteMessage,
} from '@stemedb/knowledge/claims';
import { proofVectors } from './proof-vectors';

/**
 * Writes docs/test-vectors.json; with --check it only compares and fails where the file differs.
 * Every claim stands here as JSON text, because a parsed 1.0 or -0 has lost its spelling.
 */
const FILE = join(__dirname, '..', 'docs', 'test-vectors.json');
const TIMESTAMP = 1_735_689_600;

interface ClaimCase {
  name: string;
  json: string;
  /** Repeated 32 times, it is the seed of the signer. */
  seedByte?: number;
  same_address_as?: string;
}

const HEAD = '"subject":"drug://semaglutide","predicate":"half_life_days"';
const numberCase = (name: string, number: string, same_address_as?: string): ClaimCase => ({
  name: `number ${name}`,
  json: `{${HEAD},"object":{"type":"Number","value":${number}},"confidence":0.5}`,
  same_address_as,
});
const textCase = (name: string, rest: string, same_address_as?: string): ClaimCase => ({
  name,
  json: `{"predicate":"note","confidence":1,${rest}}`,
  same_address_as,
});

const ZEROS = '0'.repeat(64);
const PLAIN = '"subject":"code://rust/app/tls","object":{"type":"Boolean","value":true}';

const CLAIMS: ClaimCase[] = [
  {
    name: 'minimal',
    json: `{${HEAD},"object":{"type":"Number","value":7},"confidence":0.9}`,
  },
  {
    name: 'minimal, source_hash of zeros spelled out',
    json: `{"confidence":0.9,"source_hash":"${ZEROS}","object":{"value":7,"type":"Number"},${HEAD}}`,
    same_address_as: 'minimal',
  },
  {
    name: 'every field',
    seedByte: 2,
    json: `{"subject":"drug://semaglutide/safety/pancreatitis","predicate":"incidence_percent",
      "object":{"type":"Number","value":0.27},"confidence":0.95,"source_hash":"${'5e'.repeat(32)}",
      "source_class":"Clinical","source_metadata":{"title":"Report","pages":[3,1,2],"open":true},
      "valid_from":1612137600,"valid_to":1893456000,"epoch":"label-2023",
      "parent_hash":"${'a1'.repeat(32)}","lifecycle":"Approved",
      "narrative":"Pooled over two trials.","visual_hash":"c3d4e5f60718293a"}`,
  },
  textCase('NFC spelling', '"subject":"food://cr\\u00e8me","object":{"type":"Text","value":"br\\u00fbl\\u00e9e"}'),
  textCase(
    'NFD spelling',
    '"subject":"food://cre\\u0300me","object":{"type":"Text","value":"bru\\u0302le\\u0301e"}',
    'NFC spelling',
  ),
  textCase(
    'singletons, jamo and reordered marks',
    '"subject":"\\u212b\\u212a \\u1100\\u1161","object":{"type":"Text","value":"q\\u0307\\u0323"}',
  ),
  textCase(
    'the same text, composed',
    '"subject":"\\u00c5K \\uac00","object":{"type":"Text","value":"q\\u0323\\u0307"}',
    'singletons, jamo and reordered marks',
  ),
  textCase(
    'emoji and other surrogate pairs',
    '"subject":"emoji://\\ud83d\\ude00","object":{"type":"Text","value":"\\ud83d\\udc69\\u200d\\ud83d\\udd2c \\ud835\\udcb3"}',
  ),
  textCase(
    'escapes',
    '"subject":"a\\"b\\\\c\\/d","object":{"type":"Text","value":"\\b\\f\\n\\r\\t\\u0001\\u001F\\u007f\\u0080\\u2028</script>"}',
  ),
  textCase('empty text', '"subject":"a","object":{"type":"Text","value":""}'),
  textCase('reference', `"subject":"a","object":{"type":"Reference","value":"${'b2'.repeat(32)}"}`),
  textCase('boolean', '"subject":"a","object":{"type":"Boolean","value":false}'),
  textCase(
    'metadata, keys in UTF-16 order',
    `"subject":"a","object":{"type":"Boolean","value":true},"source_metadata":{"\\uffe5":1,
      "\\ud83d\\ude00":2,"b":{"z":null,"a":[{"y":1,"x":-0.0}]},"B":4,"10":5,"9":6,"":7,"e\\u0301":8}`,
  ),
  textCase('lifecycle omitted', PLAIN),
  textCase('lifecycle Proposed', `${PLAIN},"lifecycle":"Proposed"`, 'lifecycle omitted'),
  textCase('lifecycle UnderReview', `${PLAIN},"lifecycle":"UnderReview"`),
  textCase('source_class declared', `${PLAIN},"source_class":"Expert"`),
  textCase('before 1970', `${PLAIN},"valid_from":-2208988800,"valid_to":0`),
  numberCase('0', '0'),
  numberCase('-0', '-0.0', 'number 0'),
  numberCase('1', '1'),
  numberCase('1.0', '1.0', 'number 1'),
  numberCase('-1.5', '-1.50'),
  numberCase('1e20', '1e20'),
  numberCase('1e21', '1E21'),
  numberCase('1e-6', '0.0000010'),
  numberCase('1e-7', '0.0000001'),
  numberCase('smallest', '5e-324'),
  numberCase('largest', '1.7976931348623157e308'),
  numberCase('0.1 + 0.2', '0.30000000000000004'),
  numberCase('2^53', '9007199254740992'),
  numberCase('2^53 + 1, which no double holds', '9007199254740993', 'number 2^53'),
  numberCase('17 digits', '333333333.33333329'),
];

const refused = (name: string, path: string, rest: string) => ({
  name,
  path,
  json: `{"predicate":"note",${rest}}`,
});
const TRUE = '"object":{"type":"Boolean","value":true}';
const SURE = '"subject":"a","confidence":1';

const REFUSED_CLAIMS = [
  refused('number past the doubles', 'object.value', `${SURE},"object":{"type":"Number","value":1e400}`),
  refused('lone surrogate', 'subject', `"subject":"\\ud800","confidence":1,${TRUE}`),
  refused('control character in a subject', 'subject', `"subject":"a\\nb","confidence":1,${TRUE}`),
  refused('U+0000', 'object.value', `${SURE},"object":{"type":"Text","value":"\\u0000"}`),
  refused('confidence above 1', 'confidence', `"subject":"a","confidence":1.01,${TRUE}`),
  refused('upper-case hex', 'source_hash', `${SURE},${TRUE},"source_hash":"${'AB'.repeat(32)}"`),
  refused('fraction of a second', 'valid_from', `${SURE},${TRUE},"valid_from":1735689600.5`),
  refused('end before the beginning', 'valid_to', `${SURE},${TRUE},"valid_from":9,"valid_to":9`),
  refused(
    'keys that are equal in NFC',
    'source_metadata',
    `${SURE},${TRUE},"source_metadata":{"\\u00e9":1,"e\\u0301":2}`,
  ),
  refused('null for a field left out', 'epoch', `${SURE},${TRUE},"epoch":null`),
  refused('unknown field', '', `${SURE},${TRUE},"tier":0`),
];

function claimVector({ name, json, seedByte = 1, same_address_as }: ClaimCase) {
  const seed = Buffer.alloc(32, seedByte);
  const canonical = canonicalClaim(claimSchema.parse(JSON.parse(json)));
  const address = claimAddress(canonical);
  const message = assertionMessage(address, TIMESTAMP);
  const { agentId, secretKey } = keyPairFromSeed(seed);
  return {
    name,
    json: json.replaceAll(/\n\s*/g, ''),
    ...(same_address_as === undefined ? {} : { same_address_as }),
    canonical,
    address,
    seed: seed.toString('hex'),
    agent_id: agentId,
    timestamp: TIMESTAMP,
    message,
    signature: sign(message, secretKey),
  };
}

function voteVector(name: string, weight: number, assertion_hash: string, seedByte: number) {
  const seed = Buffer.alloc(32, seedByte);
  const { agentId, secretKey } = keyPairFromSeed(seed);
  const vote = { agent_id: agentId, assertion_hash, weight, timestamp: TIMESTAMP + 60 };
  const address = voteAddress(vote);
  const message = voteMessage(address);
  return {
    name,
    vote,
    canonical: canonicalRecord(vote),
    address,
    seed: seed.toString('hex'),
    message,
    signature: sign(message, secretKey),
  };
}

const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const IDENTITY = `01${'00'.repeat(31)}`;
const NOT_CANONICAL = `ee${'ff'.repeat(30)}7f`;

function fromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function toLittleEndian(value: bigint): string {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex');
}

function flipped(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return bytes.toString('hex');
}

function sha512(...parts: Uint8Array[]): bigint {
  return fromLittleEndian(createHash('sha512').update(Buffer.concat(parts)).digest());
}

/** Satisfies the equation of Ed25519 with an R that hides nothing: libsodium refuses it. */
function smallOrderCommitment(seed: Uint8Array, agentId: string, message: string): string {
  const scalar = (sha512(seed) & (2n ** 254n - 8n)) | (2n ** 254n);
  const key = Buffer.from(agentId, 'hex');
  const challenge = sha512(Buffer.from(IDENTITY, 'hex'), key, Buffer.from(message));
  return IDENTITY + toLittleEndian((challenge * scalar) % GROUP_ORDER);
}

function refusedSignatures(valid: ReturnType<typeof claimVector>) {
  const { agent_id, message, signature, address, seed } = valid;
  const r = signature.slice(0, 64);
  const s = signature.slice(64);
  const tooLarge = toLittleEndian(fromLittleEndian(Buffer.from(s, 'hex')) + GROUP_ORDER);
  const zeroS = IDENTITY + '00'.repeat(32);
  const other = keyPairFromSeed(Buffer.alloc(32, 3)).agentId;
  const bare = smallOrderCommitment(Buffer.from(seed, 'hex'), agent_id, message);
  const base = { agent_id, message, signature };
  const vector = (name: string, reason: string, changed: Partial<typeof base>) => ({
    name,
    reason,
    ...base,
    ...changed,
  });
  return [
    vector('S + L', 'malformed', { signature: r + tooLarge }),
    vector('key of small order', 'weak_key', { agent_id: IDENTITY, signature: zeroS }),
    vector('key that is not canonical', 'weak_key', { agent_id: NOT_CANONICAL, signature: zeroS }),
    vector('R of small order', 'mismatch', { signature: bare }),
    vector('flipped bit in R', 'mismatch', { signature: flipped(signature) }),
    vector('flipped bit in S', 'mismatch', { signature: r + flipped(s) }),
    vector('flipped bit in the address', 'mismatch', {
      message: assertionMessage(flipped(address), TIMESTAMP),
    }),
    vector('another timestamp', 'mismatch', { message: assertionMessage(address, TIMESTAMP + 1) }),
    vector('another agent', 'mismatch', { agent_id: other }),
    vector('message of a vote', 'mismatch', { message: voteMessage(address) }),
    vector('too short', 'malformed', { signature: signature.slice(0, 126) }),
    vector('upper-case hex', 'malformed', { signature: signature.toUpperCase() }),
  ];
}

function build() {
  const claims = CLAIMS.map(claimVector);
  const [first] = claims;
  if (first === undefined) throw new Error('there is no claim to vote on');
  return {
    note: 'Every text is ASCII with JSON escapes, so that no editor can change its Unicode form. docs/signing.md explains the fields.',
    claims,
    votes: [
      voteVector('agrees', 1, first.address, 2),
      voteVector('disagrees', -1, first.address, 3),
      voteVector('half', 0.5, first.address, 4),
      voteVector('abstains', 0, first.address, 5),
      voteVector('tiny weight', -1e-7, first.address, 6),
    ],
    refused_signatures: refusedSignatures(first),
    refused_claims: REFUSED_CLAIMS,
    ...proofVectors(),
  };
}

const escape = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const text = `${JSON.stringify(build(), null, 2).replaceAll(/[^\n -~]/g, escape)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('docs/test-vectors.json differs from the code: run npx tsx tools/test-vectors.ts');
  process.exitCode = 1;
}
