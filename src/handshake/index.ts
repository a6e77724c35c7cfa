export { CipherState, type CipherStateOptions } from './cipher-state.ts';
export type {
  HandshakePattern,
  HandshakeRole,
  HandshakeToken,
  MessagePattern,
  TokenFamilyName,
} from './handshake-pattern.ts';
export { NoiseHandshake, type NoiseTurn, type TransportCiphers } from './noise-handshake.ts';
export { type NoiseHandshakeOptions, PSK_BYTES } from './noise-handshake-options.ts';
export type { NoisePrivateKeys, NoisePublicKeys } from './noise-keys.ts';
export { MAX_NOISE_MESSAGE_BYTES } from './noise-message-size.ts';
export { basePattern, patternNames } from './noise-patterns.ts';
export {
  assembleNoiseProtocol,
  type NoiseAlgorithms,
  type NoiseProtocol,
  parseNoiseProtocol,
} from './noise-protocol.ts';
export type { NonceEncoding } from './nonce-counter.ts';
export { parseHandshakePattern } from './pattern-notation.ts';
export { withPskModifiers } from './psk-modifier.ts';
