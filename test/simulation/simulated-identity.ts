import { type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';
import { createPortableBackend } from '../../src/crypto/portable-backend.ts';
import { type DeviceIdentity, decodeIdentity, encodeIdentity, generateIdentity } from '../../src/handshake/index.ts';
import { Chances } from './chances.ts';
import { SimulatedTime } from './simulated-time.ts';

/** Always the same two: what depends on the order of PeerIds goes the same way in every run of a seed. */
export const identities: { readonly alice: DeviceIdentity; readonly bob: DeviceIdentity } = {
  alice: fixedIdentity(1),
  bob: fixedIdentity(2),
};

/** Who takes part. */
export type Name = keyof typeof identities;

/** Native keys and ciphers, and seeded chance for everything else: identifiers and the jitter of waiting times. */
export function withChances(chances: Chances): CryptoBackend {
  return { ...nativeBackend, random: { fill: (target) => (target.set(chances.bytes(target.length)), target) } };
}

function fixedIdentity(seed: number): DeviceIdentity {
  const chances = new Chances(seed);
  const portable = createPortableBackend({ fill: (target) => (target.set(chances.bytes(target.length)), target) });
  using encoded = encodeIdentity(generateIdentity(portable, 'high', new SimulatedTime().wallMs()));
  return decodeIdentity(encoded, nativeBackend);
}
