import { QForgeError } from '../base/index.ts';
import type { AeadName } from './aead.ts';
import type { DhName } from './diffie-hellman.ts';
import type { HashName } from './hash.ts';
import type { KemName } from './kem.ts';
import type { SignatureName } from './signature.ts';

/** How much security a suite gives: NIST category 1, 3 or 5 for its KEM. */
export type SecurityLevel = 'standard' | 'high' | 'maximum';

/** A complete choice of algorithms. Suites are data: changing algorithms is a look-up. */
export interface CipherSuite {
  /** Number on the wire: spec/handshake §3. Never reused. */
  readonly id: number;
  readonly name: string;
  readonly level: SecurityLevel;
  readonly dh: DhName;
  readonly kem: KemName & `ML-KEM-${string}`;
  readonly aead: AeadName;
  readonly hash: HashName;
  /** Scheme of the signing identity behind the device keys. */
  readonly identity: SignatureName;
}

/** All suites, the preferred one of each level first. Only hybrid suites exist. */
export const cipherSuites: readonly CipherSuite[] = [
  {
    id: 0x0201,
    name: 'X25519+ML-KEM-768/AES-256-GCM/SHA-512',
    level: 'high',
    dh: 'X25519',
    kem: 'ML-KEM-768',
    aead: 'AES-256-GCM',
    hash: 'SHA-512',
    identity: 'MLDSA65-Ed25519-SHA512',
  },
  {
    id: 0x0202,
    name: 'X25519+ML-KEM-768/ChaCha20-Poly1305/SHA-512',
    level: 'high',
    dh: 'X25519',
    kem: 'ML-KEM-768',
    aead: 'ChaCha20-Poly1305',
    hash: 'SHA-512',
    identity: 'MLDSA65-Ed25519-SHA512',
  },
  {
    id: 0x0301,
    name: 'X448+ML-KEM-1024/AES-256-GCM/SHA-512',
    level: 'maximum',
    dh: 'X448',
    kem: 'ML-KEM-1024',
    aead: 'AES-256-GCM',
    hash: 'SHA-512',
    identity: 'MLDSA87-Ed448-SHAKE256',
  },
  {
    id: 0x0101,
    name: 'X25519+ML-KEM-512/AES-256-GCM/SHA-256',
    level: 'standard',
    dh: 'X25519',
    kem: 'ML-KEM-512',
    aead: 'AES-256-GCM',
    hash: 'SHA-256',
    identity: 'MLDSA65-Ed25519-SHA512',
  },
];

/** The suite with this number. Throws `SUITE_UNKNOWN`. */
export function cipherSuiteById(id: number): CipherSuite {
  const suite = cipherSuites.find((candidate) => candidate.id === id);
  if (suite === undefined) throw new QForgeError('SUITE_UNKNOWN', { suite: `0x${id.toString(16).padStart(4, '0')}` });
  return suite;
}

/** The suites of a level, in order of preference. */
export function cipherSuitesOfLevel(level: SecurityLevel): readonly CipherSuite[] {
  return cipherSuites.filter((suite) => suite.level === level);
}
