import { QForgeError } from '../../base/index.ts';
import { HpkeSuite, type HpkeSuiteNumbers } from '../../crypto/index.ts';

/** How messages are sealed. Lengths in bytes. spec/sealed-messages §1 */
export interface SealedSuite {
  readonly id: number;
  readonly hpke: HpkeSuiteNumbers;
  readonly publicKeyBytes: number;
  readonly encapsulatedBytes: number;
}

/** MLKEM768-X25519, HKDF-SHA256, AES-256-GCM. */
export const defaultSealedSuite: SealedSuite = {
  id: 1,
  hpke: { kem: 0x647a, kdf: 0x0001, aead: 0x0002 },
  publicKeyBytes: 1216,
  encapsulatedBytes: 1120,
};

const suites: ReadonlyMap<number, SealedSuite> = new Map([[defaultSealedSuite.id, defaultSealedSuite]]);

/** The suite of a number. Throws `SEALED_SUITE_UNKNOWN`. */
export function sealedSuiteById(unverifiedId: number): SealedSuite {
  const suite = suites.get(unverifiedId);
  if (suite === undefined) throw new QForgeError('SEALED_SUITE_UNKNOWN', { suite: unverifiedId });
  return suite;
}

const loaded = new Map<number, Promise<HpkeSuite>>();

/** The implementation of a suite, loaded once. */
export function hpkeOf({ id, hpke }: SealedSuite): Promise<HpkeSuite> {
  const suite = loaded.get(id) ?? HpkeSuite.load(hpke);
  loaded.set(id, suite);
  return suite;
}
