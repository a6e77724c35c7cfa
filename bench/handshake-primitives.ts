import { type CryptoBackend, nativeBackend } from '../src/crypto/index.ts';
import type { Role } from './roles.ts';

const MS_PER_SECOND = 1000;

/** The public-key work of XXpsk4 and nothing else, by the product's own backend: what no handshake can be faster than on one processor. */
export function primitivesRole(): Role {
  const statics = staticsOf(nativeBackend);
  return {
    handshakes: (argument) => {
      const { count } = argument as { count: number };
      const initiatorMs = timed(count, () => initiatorWork(statics));
      const responderMs = timed(count, () => responderWork(statics));
      const slowerMs = Math.max(initiatorMs, responderMs);
      return { atOncePerSecond: MS_PER_SECOND / slowerMs, bothMs: initiatorMs + responderMs };
    },
  };
}

type Statics = ReturnType<typeof staticsOf>;

function staticsOf(backend: CryptoBackend) {
  const [dh, kem] = [backend.diffieHellman('X25519'), backend.kem('ML-KEM-768')];
  const [dhKey, kemKey] = [dh.generate(), kem.generate()];
  // Known keys of the peer, ready for use.
  const kemPublicKey = kem.importPublicKey(kemKey.publicKey.bytes);
  kemPublicKey.encapsulate();
  return { dh, kem, dhKey, kemKey, kemPublicKey, ciphertext: kemPublicKey.encapsulate().ciphertext };
}

/** e, e1; ee, es, se; ekem1 and skem decapsulated; skem encapsulated. */
function initiatorWork({ dh, kem, dhKey, kemKey, kemPublicKey, ciphertext }: Statics): void {
  const ephemeral = dh.generate();
  const ephemeralKem = kem.generate();
  ephemeral.diffieHellman(dhKey.publicKey);
  ephemeral.diffieHellman(dhKey.publicKey);
  dhKey.diffieHellman(ephemeral.publicKey);
  ephemeralKem.decapsulate(ciphertext);
  kemPublicKey.encapsulate();
  kemKey.decapsulate(ciphertext);
}

/** e; e1 imported; ee, es, se; ekem1 and skem encapsulated; skem decapsulated. */
function responderWork({ dh, kem, dhKey, kemKey, kemPublicKey, ciphertext }: Statics): void {
  const ephemeral = dh.generate();
  const remote = kem.importPublicKey(kemKey.publicKey.bytes);
  ephemeral.diffieHellman(dhKey.publicKey);
  dhKey.diffieHellman(ephemeral.publicKey);
  ephemeral.diffieHellman(dhKey.publicKey);
  remote.encapsulate();
  kemKey.decapsulate(ciphertext);
  kemPublicKey.encapsulate();
}

function timed(count: number, work: () => void): number {
  const startMs = performance.now();
  for (let turn = 0; turn < count; turn++) work();
  return (performance.now() - startMs) / count;
}
