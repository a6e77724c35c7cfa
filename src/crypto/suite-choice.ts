import { defined, QForgeError } from '../base/index.ts';
import { type CipherSuite, cipherSuiteById, cipherSuites } from './cipher-suites.ts';
import type { KemName } from './kem.ts';

/** Both key agreements of a suite as one KEM; the standard's construction where there is one. */
const hybridKems: ReadonlyMap<string, KemName> = new Map<string, KemName>([
  ['X25519+ML-KEM-512', 'X25519+ML-KEM-512'],
  ['X25519+ML-KEM-768', 'X-Wing'],
  ['X448+ML-KEM-1024', 'X448+ML-KEM-1024'],
]);

/** The suite with this number or name, or the preferred one of this level. Throws `SUITE_UNKNOWN`. */
export function findCipherSuite(choice: number | string): CipherSuite {
  if (typeof choice === 'number') return cipherSuiteById(choice);
  const suite = cipherSuites.find((candidate) => candidate.name === choice || candidate.level === choice);
  if (suite === undefined) throw new QForgeError('SUITE_UNKNOWN', { suite: choice });
  return suite;
}

/** The KEM that joins both key agreements of a suite. */
export function hybridKemName({ name, dh, kem }: CipherSuite): KemName {
  return defined(hybridKems.get(`${dh}+${kem}`), `a hybrid KEM for ${name}`);
}
