#!/usr/bin/env python3
"""A StemeDB client with nothing but the standard library of Python 3.9 or later.

    stemedb_client.py vectors docs/test-vectors.json
    stemedb_client.py keygen
    stemedb_client.py assert http://127.0.0.1:18180 <api-key> <seed> '<claim as JSON>'

It is written from docs/signing.md alone and shares no code with the server: BLAKE3, Ed25519 and the
canonical form below are its own, made to be read. A program that signs much takes libraries for
them; this one signs about a hundred claims a second, and its arithmetic is not constant-time. Where
the server asks a new agent for a proof of work, it solves one in about a second and sends it along.
"""

import hashlib
import json
import math
import secrets
import sys
import time
import unicodedata
import urllib.error
import urllib.request
from decimal import Decimal

# ---------------------------------------------------------------- canonical form (RFC 8785 and NFC)


def nfc(text):
    normal = unicodedata.normalize("NFC", text)
    normal.encode("utf-8")  # Raises for a lone surrogate, which has no canonical form.
    return normal


def number_text(number):
    """The text that ECMAScript gives a double: the shortest digits that read back the same."""
    double = float(number)  # A JSON integer is a double too; one that is too large raises.
    if not math.isfinite(double):
        raise ValueError("a number must be finite")
    if double == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(double)).as_tuple()
    digits = "".join(map(str, digits))
    point = len(digits) + exponent  # Digits before the decimal point.
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
        text = whole + ("." + fraction if fraction else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        fraction = "." + digits[1:] if len(digits) > 1 else ""
        text = "%s%se%+d" % (digits[0], fraction, point - 1)
    return "-" + text if sign else text


def string_text(text):
    return json.dumps(nfc(text), ensure_ascii=False)


def canonical(value):
    """The canonical text of a JSON value: members sorted by the UTF-16 code units of their keys."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    members = {nfc(key): member for key, member in value.items()}
    if len(members) < len(value):
        raise ValueError("two keys are the same text in NFC")
    keys = sorted(members, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(string_text(key) + ":" + canonical(members[key]) for key in keys) + "}"


STATEMENT = (
    "subject predicate object confidence source_hash source_class source_metadata valid_from "
    "valid_to epoch parent_hash lifecycle narrative visual_hash"
).split()


def canonical_claim(claim):
    """Only the fields of the statement; Proposed is left out, a missing source is 64 zeros."""
    body = {key: claim[key] for key in STATEMENT if key in claim}
    body.setdefault("source_hash", "0" * 64)
    if body.get("lifecycle") == "Proposed":
        del body["lifecycle"]
    return canonical(body)


# --------------------------------------------------------------------------------- BLAKE3 (256 bit)

BLAKE3_IV = (
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
)
BLAKE3_ORDER = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
BLAKE3_MIXES = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)
CHUNK_START, CHUNK_END, PARENT, ROOT = 1, 2, 4, 8
BLOCK, CHUNK = 64, 1024
WORD = 0xFFFFFFFF


def rotate_right(word, bits, mask):
    return (word >> bits | word << (32 - bits)) & mask


def mix(state, message, mask=WORD):
    """The seven rounds: sixteen words of state and of message in, eight words out."""
    for _ in range(7):
        for index, (a, b, c, d) in enumerate(BLAKE3_MIXES):
            for word, first, second in ((message[2 * index], 16, 12), (message[2 * index + 1], 8, 7)):
                state[a] = (state[a] + state[b] + word) & mask
                state[d] = rotate_right(state[d] ^ state[a], first, mask)
                state[c] = (state[c] + state[d]) & mask
                state[b] = rotate_right(state[b] ^ state[c], second, mask)
        message = [message[place] for place in BLAKE3_ORDER]
    return [state[i] ^ state[i + 8] for i in range(8)]


def bytes_to_words(data):
    return [int.from_bytes(data[i:i + 4], "little") for i in range(0, len(data), 4)]


def compress(chaining, block, counter, flags):
    """One block of at most 64 bytes: eight words in, eight words out."""
    state = list(chaining) + list(BLAKE3_IV[:4])
    state += [counter & WORD, counter >> 32, len(block), flags]
    return mix(state, bytes_to_words(block.ljust(BLOCK, b"\0")))


def words_to_bytes(words):
    return b"".join(word.to_bytes(4, "little") for word in words)


def chunk_words(chunk, counter, root):
    blocks = [chunk[i:i + BLOCK] for i in range(0, len(chunk), BLOCK)] or [b""]
    chaining = BLAKE3_IV
    for index, block in enumerate(blocks):
        last = index == len(blocks) - 1
        flags = (CHUNK_START if index == 0 else 0) | (CHUNK_END | root if last else 0)
        chaining = compress(chaining, block, counter, flags)
    return chaining


def tree_words(data, counter, root):
    """A left subtree holds the largest power of two of chunks that leaves something to the right."""
    if len(data) <= CHUNK:
        return chunk_words(data, counter, root)
    chunks = 1 << ((len(data) - 1) // CHUNK).bit_length() - 1
    left = tree_words(data[:chunks * CHUNK], counter, 0)
    right = tree_words(data[chunks * CHUNK:], counter + chunks, 0)
    return compress(BLAKE3_IV, words_to_bytes(left + right), 0, PARENT | root)


def blake3(data):
    return words_to_bytes(tree_words(data, 0, ROOT)).hex()


# ------------------------------------------------------------- Ed25519 (RFC 8032, section 5.1)

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(left, right):
    """Extended coordinates: x = X/Z, y = Y/Z, x * y = T/Z."""
    a = (left[1] - left[0]) * (right[1] - right[0])
    b = (left[1] + left[0]) * (right[1] + right[0])
    c = 2 * left[3] * right[3] * D
    d = 2 * left[2] * right[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def recover_x(y, odd):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return P - x if x & 1 != odd else x


BASE_Y = 4 * pow(5, -1, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def encode(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data):
    """The point, or None where the encoding is not canonical or not on the curve."""
    number = int.from_bytes(data, "little")
    odd, y = number >> 255, number & (1 << 255) - 1
    x = recover_x(y, odd) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def of_small_order(point):
    return encode(multiply(8, point)) == encode(NEUTRAL)


def sha512(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def expand(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:], encode(multiply(scalar, BASE))


def sign(seed, message):
    """Agent id and signature, both as hex."""
    scalar, prefix, public = expand(seed)
    nonce = sha512(prefix, message) % L
    commitment = encode(multiply(nonce, BASE))
    answer = (nonce + sha512(commitment, public, message) * scalar) % L
    return public.hex(), (commitment + answer.to_bytes(32, "little")).hex()


def hex_bytes(text, length):
    """The bytes, or None where the text is anything but that many bytes in lower-case hex."""
    if len(text) != 2 * length or not set(text) <= set("0123456789abcdef"):
        return None
    return bytes.fromhex(text)


def verify(agent_id, signature, message):
    """As strict as the server: no S past the order, no key or R of small order."""
    public, data = hex_bytes(agent_id, 32), hex_bytes(signature, 64)
    if public is None or data is None:
        return False
    point, commitment = decode(public), decode(data[:32])
    answer = int.from_bytes(data[32:], "little")
    if point is None or commitment is None or answer >= L:
        return False
    if of_small_order(point) or of_small_order(commitment):
        return False
    challenge = sha512(data[:32], public, message) % L
    return encode(multiply(answer, BASE)) == encode(add(commitment, multiply(challenge, point)))


# ---------------------------------------------------------------------------------- proof of work

PROOF_WINDOW = 300
LANES = 4096
ONES = sum(1 << 64 * lane for lane in range(LANES))
STEPS = sum(lane << 64 * lane for lane in range(LANES))


def proof_message(agent_id, nonce, timestamp):
    return nonce.to_bytes(8, "little") + bytes.fromhex(agent_id) + timestamp.to_bytes(8, "little")


def zero_bits(digest):
    """How many bits of a hash in hex are zero before the first that is not."""
    return 4 * len(digest) - int(digest, 16).bit_length()


def first_words(agent_id, nonce, timestamp):
    """The first word of the hash of as many nonces as there are lanes, four bytes of each eight.

    A word of 32 bits has 64 to itself in one large number, so that one operation of Python works on
    all of them: a carry or a bit that leaves its lane is masked away. The message is one block.
    """
    message = proof_message(agent_id, nonce, timestamp)
    words = [word * ONES for word in bytes_to_words(message.ljust(BLOCK, b"\0"))]
    words[0] += STEPS
    head = list(BLAKE3_IV) + list(BLAKE3_IV[:4]) + [0, 0, len(message), CHUNK_START | CHUNK_END | ROOT]
    first = mix([word * ONES for word in head], words, WORD * ONES)[0]
    return first.to_bytes(8 * LANES, "little")


def solve(agent_id, difficulty, timestamp):
    """A nonce whose hash begins with that many zero bits; from a random one on, as each counts once."""
    nonce = secrets.randbits(63) // LANES * LANES  # So that no lane passes the end of its word.
    least = 1 << 32 - min(difficulty, 32)
    while True:
        words = first_words(agent_id, nonce, timestamp)
        for lane in range(LANES):
            if int.from_bytes(words[8 * lane:8 * lane + 4], "big") < least:
                if zero_bits(blake3(proof_message(agent_id, nonce + lane, timestamp))) >= difficulty:
                    return nonce + lane
        nonce += LANES


def proof_headers(problem):
    """The headers that bring what a problem document asks for, or None where it asks for no proof."""
    if problem.get("code") != "proof_of_work_required":
        return None
    timestamp = problem["server_time"]
    nonces = [solve(agent["agent_id"], agent["difficulty"], timestamp) for agent in problem["agents"]]
    return {"X-PoW-Nonce": ",".join(map(str, nonces)), "X-PoW-Timestamp": str(timestamp)}


# ------------------------------------------------------------------------------- claims and votes


def address_of(kind, text):
    return blake3(("stemedb/%s/v1\n%s" % (kind, text)).encode("utf-8"))


def assertion_message(address, timestamp):
    return "stemedb/assertion/v1\n%s\n%d" % (address, timestamp)


def vote_message(address):
    return "stemedb/vote/v1\n%s" % address


def signed_claim(claim, seed, timestamp):
    """The body of POST /v1/assert and the address that the server must answer with."""
    address = address_of("assertion", canonical_claim(claim))
    message = assertion_message(address, timestamp)
    agent_id, signature = sign(seed, message.encode("utf-8"))
    entry = {"agent_id": agent_id, "signature": signature, "timestamp": timestamp}
    return {**claim, "signatures": [entry]}, address


# ------------------------------------------------------------------------------------- commands


def claim_agrees(vector):
    text = canonical_claim(json.loads(vector["json"]))
    address = address_of("assertion", text)
    message = assertion_message(address, vector["timestamp"])
    signed = sign(bytes.fromhex(vector["seed"]), message.encode("utf-8"))
    return (
        (text, address, message) == (vector["canonical"], vector["address"], vector["message"])
        and signed == (vector["agent_id"], vector["signature"])
        and verify(vector["agent_id"], vector["signature"], message.encode("utf-8"))
    )


def vote_agrees(vector):
    text = canonical(vector["vote"])
    address = address_of("vote", text)
    message = vote_message(address)
    signed = sign(bytes.fromhex(vector["seed"]), message.encode("utf-8"))
    return (
        (text, address, message) == (vector["canonical"], vector["address"], vector["message"])
        and signed == (vector["vote"]["agent_id"], vector["signature"])
    )


def is_refused(vector):
    message = vector["message"].encode("utf-8")
    return not verify(vector["agent_id"], vector["signature"], message)


def proof_counts(vector, difficulty):
    message = proof_message(vector["agent_id"], int(vector["nonce"]), vector["timestamp"])
    timely = abs(vector["server_time"] - vector["timestamp"]) <= PROOF_WINDOW
    return timely and zero_bits(blake3(message)) >= difficulty


def proof_agrees(vector):
    message = proof_message(vector["agent_id"], int(vector["nonce"]), vector["timestamp"])
    return (
        (message.hex(), blake3(message)) == (vector["message"], vector["hash"])
        and proof_counts(vector, vector["difficulty"])
        and proof_counts(vector, vector["zero_bits"])
        and not proof_counts(vector, vector["zero_bits"] + 1)
    )


def proof_is_refused(vector):
    return not proof_counts(vector, vector["difficulty"])


def check_vectors(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    failed = 0
    for section, agrees in (
        ("claims", claim_agrees), ("votes", vote_agrees), ("refused_signatures", is_refused),
        ("proofs", proof_agrees), ("refused_proofs", proof_is_refused),
    ):
        wrong = [vector["name"] for vector in vectors[section] if not agrees(vector)]
        failed += len(wrong)
        print("%s: %d of %d agree" % (section, len(vectors[section]) - len(wrong), len(vectors[section])))
        for name in wrong:
            print("  differs: " + name)
    return 1 if failed else 0


def post(url, headers, data):
    """Status and text of the answer."""
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def post_with_proof(url, headers, data):
    """Posts, and once more with a proof of work where the server asks a new agent for one."""
    status, answer = post(url, headers, data)
    proof = proof_headers(json.loads(answer)) if status == 428 else None
    return post(url, {**headers, **proof}, data) if proof else (status, answer)


def post_claim(url, api_key, seed, text):
    body, address = signed_claim(json.loads(text), bytes.fromhex(seed), int(time.time()))
    data = json.dumps(body).encode("utf-8")
    try:
        status, answer = post_with_proof(url.rstrip("/") + "/v1/assert", {"X-API-Key": api_key}, data)
    except urllib.error.URLError as error:
        print("%s: %s" % (url, error.reason), file=sys.stderr)
        return 1
    if status >= 300:
        print(answer, file=sys.stderr)
        return 1
    print(answer)
    if json.loads(answer).get("hash") != address:
        print("the server answered another address than " + address, file=sys.stderr)
        return 1
    return 0


def make_key():
    seed = secrets.token_bytes(32)
    print(json.dumps({"seed": seed.hex(), "agent_id": expand(seed)[2].hex()}))
    return 0


COMMANDS = {"vectors": (1, check_vectors), "assert": (4, post_claim), "keygen": (0, make_key)}


def main(arguments):
    count, command = COMMANDS.get(arguments[0] if arguments else "", (None, None))
    if command is None or len(arguments) - 1 != count:
        print(__doc__, file=sys.stderr)
        return 2
    return command(*arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
