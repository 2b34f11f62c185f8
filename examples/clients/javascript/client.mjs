#!/usr/bin/env node
/**
 * A StemeDB client written from docs/signing.md alone. Needs Node 20 or later, @noble/hashes and
 * @noble/curves; it shares no code with the server.
 *
 *   node client.mjs vectors docs/test-vectors.json
 *   node client.mjs keygen
 *   node client.mjs assert http://127.0.0.1:18180 <api-key> <seed> '<claim as JSON>'
 */
import { readFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';

const STATEMENT = [
  ...['subject', 'predicate', 'object', 'confidence', 'source_hash', 'source_class'],
  ...['source_metadata', 'valid_from', 'valid_to', 'epoch', 'parent_hash', 'lifecycle'],
  ...['narrative', 'visual_hash'],
];

/** RFC 8785 with every string and key in NFC. JSON.stringify already writes numbers as it asks. */
function canonical(value) {
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number must be finite');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = new Map(Object.entries(value).map(([key, member]) => [key.normalize('NFC'), member]));
  if (members.size < Object.keys(value).length) throw new Error('two keys are the same text in NFC');
  // The default order of strings is that of their UTF-16 code units.
  const parts = [...members.keys()].sort().map((key) => `${stringText(key)}:${canonical(members.get(key))}`);
  return `{${parts.join(',')}}`;
}

function stringText(text) {
  if (!text.isWellFormed()) throw new Error('a lone surrogate has no canonical form');
  return JSON.stringify(text.normalize('NFC'));
}

/** Only the fields of the statement; Proposed is left out, a missing source is 64 zeros. */
function canonicalClaim(claim) {
  const body = { source_hash: '0'.repeat(64) };
  for (const key of STATEMENT) if (claim[key] !== undefined) body[key] = claim[key];
  if (body.lifecycle === 'Proposed') delete body.lifecycle;
  return canonical(body);
}

const addressOf = (kind, text) => bytesToHex(blake3(utf8ToBytes(`stemedb/${kind}/v1\n${text}`)));
const assertionMessage = (address, timestamp) => `stemedb/assertion/v1\n${address}\n${timestamp}`;
const voteMessage = (address) => `stemedb/vote/v1\n${address}`;

function sign(seed, message) {
  const secret = hexToBytes(seed);
  return {
    agent_id: bytesToHex(ed25519.getPublicKey(secret)),
    signature: bytesToHex(ed25519.sign(utf8ToBytes(message), secret)),
  };
}

/** As strict as the server, which also refuses an R of small order and upper-case hex. */
function verify(agentId, signature, message) {
  if (!/^[0-9a-f]{64}$/.test(agentId) || !/^[0-9a-f]{128}$/.test(signature)) return false;
  try {
    if (ed25519.Point.fromHex(signature.slice(0, 64)).isSmallOrder()) return false;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
  return ed25519.verify(hexToBytes(signature), utf8ToBytes(message), hexToBytes(agentId), { zip215: false });
}

/** 64 bits, the agent id, 64 bits, as the hash of a proof of work takes them. */
function proofMessage(agentId, nonce, timestamp) {
  const message = new Uint8Array(48);
  const view = new DataView(message.buffer);
  view.setBigUint64(0, nonce, true);
  message.set(hexToBytes(agentId), 8);
  view.setBigUint64(40, BigInt(timestamp), true);
  return message;
}

function zeroBits(hash) {
  const first = hash.findIndex((byte) => byte !== 0);
  return first < 0 ? 8 * hash.length : 8 * first + Math.clz32(hash[first]) - 24;
}

/** From a random nonce on, because each one counts once. */
function solve(agentId, difficulty, timestamp) {
  const message = proofMessage(agentId, 0n, timestamp);
  message.set(randomBytes(6), 0);
  const view = new DataView(message.buffer);
  while (zeroBits(blake3(message)) < difficulty) view.setBigUint64(0, view.getBigUint64(0, true) + 1n, true);
  return view.getBigUint64(0, true);
}

/** The headers that bring what a problem document asks for; none where it asks for no proof. */
function proofHeaders({ code, agents, server_time }) {
  if (code !== 'proof_of_work_required') return undefined;
  const nonces = agents.map(({ agent_id, difficulty }) => solve(agent_id, difficulty, server_time));
  return { 'X-PoW-Nonce': nonces.join(','), 'X-PoW-Timestamp': String(server_time) };
}

function claimAgrees(vector) {
  const text = canonicalClaim(JSON.parse(vector.json));
  const address = addressOf('assertion', text);
  const message = assertionMessage(address, vector.timestamp);
  const { agent_id, signature } = sign(vector.seed, message);
  const own = { canonical: text, address, message, agent_id, signature };
  return Object.entries(own).every(([key, value]) => vector[key] === value) && verify(agent_id, signature, message);
}

function voteAgrees(vector) {
  const text = canonical(vector.vote);
  const address = addressOf('vote', text);
  const message = voteMessage(address);
  const { agent_id, signature } = sign(vector.seed, message);
  const own = { canonical: text, address, message, signature };
  return Object.entries(own).every(([key, value]) => vector[key] === value) && agent_id === vector.vote.agent_id;
}

const isRefused = ({ agent_id, signature, message }) => !verify(agent_id, signature, message);

const PROOF_WINDOW = 300;

function proofCounts({ agent_id, nonce, timestamp, server_time }, difficulty) {
  const isHardEnough = zeroBits(blake3(proofMessage(agent_id, BigInt(nonce), timestamp))) >= difficulty;
  return isHardEnough && Math.abs(server_time - timestamp) <= PROOF_WINDOW;
}

function proofAgrees(vector) {
  const message = proofMessage(vector.agent_id, BigInt(vector.nonce), vector.timestamp);
  const isSame = bytesToHex(message) === vector.message && bytesToHex(blake3(message)) === vector.hash;
  const counts = [vector.difficulty, vector.zero_bits, vector.zero_bits + 1].map((bits) => proofCounts(vector, bits));
  return isSame && counts.join() === 'true,true,false';
}

const proofIsRefused = (vector) => !proofCounts(vector, vector.difficulty);

function checkVectors(path) {
  const vectors = JSON.parse(readFileSync(path, 'utf8'));
  const signed = { claims: claimAgrees, votes: voteAgrees, refused_signatures: isRefused };
  const sections = { ...signed, proofs: proofAgrees, refused_proofs: proofIsRefused };
  let failed = 0;
  for (const [section, agrees] of Object.entries(sections)) {
    const wrong = vectors[section].filter((vector) => !agrees(vector));
    failed += wrong.length;
    console.log(`${section}: ${vectors[section].length - wrong.length} of ${vectors[section].length} agree`);
    for (const { name } of wrong) console.log(`  differs: ${name}`);
  }
  return failed === 0 ? 0 : 1;
}

async function postClaim(url, apiKey, seed, json) {
  const claim = JSON.parse(json);
  const address = addressOf('assertion', canonicalClaim(claim));
  const timestamp = Math.floor(Date.now() / 1000);
  const signatures = [{ ...sign(seed, assertionMessage(address, timestamp)), timestamp }];
  const post = (headers) =>
    fetch(new URL('/v1/assert', url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': apiKey, ...headers },
      body: JSON.stringify({ ...claim, signatures }),
      signal: AbortSignal.timeout(30_000),
    });
  let response = await post({});
  let answer = await response.text();
  const proof = response.status === 428 ? proofHeaders(JSON.parse(answer)) : undefined;
  if (proof) {
    response = await post(proof);
    answer = await response.text();
  }
  if (!response.ok) {
    console.error(answer);
    return 1;
  }
  console.log(answer);
  if (JSON.parse(answer).hash === address) return 0;
  console.error(`the server answered another address than ${address}`);
  return 1;
}

function makeKey() {
  const { secretKey, publicKey } = ed25519.keygen();
  console.log(JSON.stringify({ seed: bytesToHex(secretKey), agent_id: bytesToHex(publicKey) }));
  return 0;
}

const COMMANDS = { vectors: [1, checkVectors], assert: [4, postClaim], keygen: [0, makeKey] };

const [name, ...values] = process.argv.slice(2);
const [count, command] = COMMANDS[name] ?? [];
if (command === undefined || values.length !== count) {
  console.error('usage: client.mjs vectors <file> | keygen | assert <url> <api-key> <seed> <claim as JSON>');
  process.exitCode = 2;
} else {
  process.exitCode = await command(...values);
}
