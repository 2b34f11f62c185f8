/** The part of sodium-native that signatures need; the package ships no types of its own. */
declare module 'sodium-native' {
  export const crypto_sign_SEEDBYTES: number;
  export const crypto_sign_PUBLICKEYBYTES: number;
  export const crypto_sign_SECRETKEYBYTES: number;
  export const crypto_sign_BYTES: number;

  /** Fills publicKey and secretKey. Throws where a length is wrong. */
  export function crypto_sign_seed_keypair(
    publicKey: Uint8Array,
    secretKey: Uint8Array,
    seed: Uint8Array,
  ): void;

  /** Fills signature. Throws where a length is wrong. */
  export function crypto_sign_detached(
    signature: Uint8Array,
    message: Uint8Array,
    secretKey: Uint8Array,
  ): void;

  /** Throws where a length is wrong. */
  export function crypto_sign_verify_detached(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ): boolean;

  /** Whether the 32 bytes are the canonical encoding of a point of the prime-order group. */
  export function crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean;
}
