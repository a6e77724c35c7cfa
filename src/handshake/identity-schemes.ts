import { assert, defined } from '../base/index.ts';
import type { SignatureName } from '../crypto/index.ts';

/** Numbers of the identity schemes in PeerIds and certificates. spec/handshake §2.1 */
const schemes: ReadonlyMap<number, SignatureName> = new Map([
  [1, 'MLDSA65-Ed25519-SHA512'],
  [2, 'MLDSA87-Ed448-SHAKE256'],
]);

/** The number of a signature scheme that may be an identity. */
export function identitySchemeNumber(name: SignatureName): number {
  const entry = [...schemes].find(([, scheme]) => scheme === name);
  assert(entry !== undefined, `${name} is an identity scheme`);
  return defined(entry, 'scheme')[0];
}

/** The signature scheme of such a number; undefined for one that names none. */
export function identitySchemeOf(unverifiedNumber: number): SignatureName | undefined {
  return schemes.get(unverifiedNumber);
}
