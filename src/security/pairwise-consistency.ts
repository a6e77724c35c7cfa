import { QForgeError, utf8 } from '../base/index.ts';
import type { CryptoBackend, DhPrivateKey, DiffieHellman, KemPrivateKey, SigningKey } from '../crypto/index.ts';

const MESSAGE = utf8('qforge pairwise consistency');

/** Checks that what the public half encapsulates the private one opens. Throws `KEY_PAIR_INCONSISTENT`. FIPS 140-3 IG 10.3.A */
export function checkKemPair(key: KemPrivateKey, backend: CryptoBackend): void {
  demand(key.algorithm, () => {
    const { ciphertext, sharedSecret } = key.publicKey.encapsulate();
    using sent = sharedSecret;
    using received = key.decapsulate(ciphertext);
    return backend.equalSecrets(sent.expose(), received.expose());
  });
}

/** Checks that what the private half signs the public one verifies, and nothing else. Throws `KEY_PAIR_INCONSISTENT`. */
export function checkSigningPair(key: SigningKey): void {
  demand(key.algorithm, () => {
    const signature = key.sign(MESSAGE);
    return key.publicKey.verify(MESSAGE, signature) && !key.publicKey.verify(signature, signature);
  });
}

/** Checks that both halves agree with another pair on the same secret. Throws `KEY_PAIR_INCONSISTENT`. */
export function checkDhPair(key: DhPrivateKey, scheme: DiffieHellman, backend: CryptoBackend): void {
  demand(key.algorithm, () => {
    const other = scheme.generate();
    using ours = key.diffieHellman(other.publicKey);
    using theirs = other.diffieHellman(key.publicKey);
    return backend.equalSecrets(ours.expose(), theirs.expose());
  });
}

/** A check that throws has found something too: it is told in the same way, and without what was thrown. */
function demand(algorithm: string, isConsistent: () => boolean): void {
  let consistent = false;
  try {
    consistent = isConsistent();
  } catch {
    consistent = false;
  }
  if (!consistent) throw new QForgeError('KEY_PAIR_INCONSISTENT', { algorithm });
}
