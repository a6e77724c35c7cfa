import { SecretBytes } from '../../src/base/index.ts';
import {
  type CryptoBackend,
  type DhPrivateKey,
  type DhPublicKey,
  type DiffieHellman,
  type Kem,
  type KemPrivateKey,
  type KemPublicKey,
  nativeBackend,
} from '../../src/crypto/index.ts';

/** Shared secrets by name: those of a DH pair by both key names in alphabetical order, those of a KEM by its key. */
export type ScriptedSecrets = Readonly<Record<string, Uint8Array>>;

const DH_BYTES = 32;
const KEM_BYTES = 48;
const CIPHERTEXT_BYTES = 40;

function named(name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode(name));
  return bytes;
}

function nameIn(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll('\0', '');
}

function secretOf(secrets: ScriptedSecrets, name: string): SecretBytes {
  return SecretBytes.copyOf(secrets[name] ?? new Uint8Array(DH_BYTES));
}

/** A DH key that is nothing but its name; its secrets are those of the script, zeros where that says nothing. */
export function scriptedDhKey(name: string, secrets: ScriptedSecrets): DhPrivateKey {
  return {
    algorithm: 'X25519',
    publicKey: { algorithm: 'X25519', bytes: named(name, DH_BYTES) },
    diffieHellman: (peer: DhPublicKey) => secretOf(secrets, [name, nameIn(peer.bytes)].sort().join('+')),
    exportPrivateBytes: () => SecretBytes.copyOf(named(name, DH_BYTES)),
  };
}

/** A KEM key that is nothing but its name, likewise. */
export function scriptedKemKey(name: string, secrets: ScriptedSecrets): KemPrivateKey {
  return {
    algorithm: 'ML-KEM-768',
    publicKey: scriptedKemPublicKey(name, secrets),
    decapsulate: () => secretOf(secrets, name),
    exportSeed: () => SecretBytes.copyOf(named(name, DH_BYTES)),
    wipe: () => undefined,
  };
}

function scriptedKemPublicKey(name: string, secrets: ScriptedSecrets): KemPublicKey {
  return {
    algorithm: 'ML-KEM-768',
    bytes: named(name, KEM_BYTES),
    encapsulate: () => ({ ciphertext: named(`to ${name}`, CIPHERTEXT_BYTES), sharedSecret: secretOf(secrets, name) }),
  };
}

/**
 * The native backend with X25519 and ML-KEM-768 replaced by names: all public values are fixed, all shared secrets
 * come from the script, so that a test can decide which of them an attacker knows. Generated keys are called `e`.
 */
export function scriptedBackend(role: 'initiator' | 'responder', secrets: ScriptedSecrets): CryptoBackend {
  const ephemeralName = `${role} e`;
  const dh: DiffieHellman = {
    name: 'X25519',
    keyBytes: DH_BYTES,
    generate: () => scriptedDhKey(ephemeralName, secrets),
    fromPrivateBytes: (bytes) => scriptedDhKey(nameIn(bytes), secrets),
    importPublicKey: (bytes) => ({ algorithm: 'X25519', bytes }),
  };
  const kem: Kem = {
    name: 'ML-KEM-768',
    publicKeyBytes: KEM_BYTES,
    seedBytes: DH_BYTES,
    ciphertextBytes: CIPHERTEXT_BYTES,
    sharedSecretBytes: DH_BYTES,
    generate: () => scriptedKemKey(ephemeralName, secrets),
    fromSeed: (seed) => scriptedKemKey(nameIn(seed), secrets),
    lastingFromSeed: (seed) => scriptedKemKey(nameIn(seed), secrets),
    importPublicKey: (bytes) => scriptedKemPublicKey(nameIn(bytes), secrets),
  };
  return { ...nativeBackend, diffieHellman: () => dh, kem: () => kem };
}
