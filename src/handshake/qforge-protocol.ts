import type { CipherSuite } from '../crypto/index.ts';
import { basePattern } from './noise-patterns.ts';
import { assembleNoiseProtocol, type NoiseProtocol } from './noise-protocol.ts';
import type { QForgePattern } from './opening.ts';
import { withPskModifiers } from './psk-modifier.ts';

const patterns = {
  XXpsk4: withPskModifiers(basePattern('qforge', 'XX'), [4]),
  IKpsk2: withPskModifiers(basePattern('qforge', 'IK'), [2]),
} as const;

const protocols = new Map<string, NoiseProtocol>();

/** The Noise protocol of a pattern under a suite; assembled once. */
export function qforgeProtocol(pattern: QForgePattern, suite: CipherSuite): NoiseProtocol {
  const key = `${pattern}/${suite.id}`;
  const known = protocols.get(key);
  if (known !== undefined) return known;
  const { dh, kem, aead, hash } = suite;
  const protocol = assembleNoiseProtocol(patterns[pattern], { dh, kem, aead, hash });
  protocols.set(key, protocol);
  return protocol;
}
