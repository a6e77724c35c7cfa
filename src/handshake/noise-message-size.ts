import { defined } from '../base/index.ts';
import { publicKeyBytes } from './noise-handshake-state.ts';
import type { NoiseMessage, NoiseOperation } from './noise-operations.ts';
import type { NoisePrimitives } from './noise-primitives.ts';

/** The largest handshake message, either way: Noise §3. */
export const MAX_NOISE_MESSAGE_BYTES: number = 65_535;

/** How many bytes a message has beyond its payload; `hasKey` tells whether there is a key before it. spec/noise §4.3 */
export function messageOverheadBytes(
  message: NoiseMessage,
  primitives: NoisePrimitives,
  state: { readonly hasKey: boolean; readonly hasPsk: boolean },
): number {
  let { hasKey } = state;
  let bytes = 0;
  for (const operation of message.operations) {
    const sealed = 'protection' in operation && operation.protection === 'sealed' && hasKey;
    bytes += plainBytes(operation, primitives) + (sealed ? primitives.aead.tagBytes : 0);
    hasKey ||= setsKey(operation, state.hasPsk);
  }
  return bytes + (hasKey ? primitives.aead.tagBytes : 0);
}

function plainBytes(operation: NoiseOperation, primitives: NoisePrimitives): number {
  if (operation.kind === 'send-key') return publicKeyBytes(primitives, operation.key);
  return operation.kind === 'encapsulate' ? defined(primitives.kem, 'the KEM').ciphertextBytes : 0;
}

function setsKey(operation: NoiseOperation, hasPsk: boolean): boolean {
  return operation.kind !== 'send-key' || (operation.mixKeyWithPsk && hasPsk);
}
