export { CERTIFICATE_CACHE_ENTRIES, CertificateCache } from './certificate-cache.ts';
export { CipherState, type CipherStateOptions } from './cipher-state.ts';
export { CHALLENGE_BYTES, decodeChallenge, encodeChallenge } from './cookie-challenge.ts';
export { COOKIE_BYTES, COOKIE_SECRET_LIFETIME_MS, CookieMint } from './cookie-mint.ts';
export {
  assertCertificateCurrent,
  type CertificateContent,
  type DeviceCertificate,
  issueCertificate,
  verifyCertificate,
} from './device-certificate.ts';
export {
  CERTIFICATE_BACKDATE_SECONDS,
  CERTIFICATE_VALIDITY_DAYS,
  type DeviceIdentity,
  decodeIdentity,
  encodeIdentity,
  generateIdentity,
  renewIdentity,
} from './device-identity.ts';
export { EstablishedHandshake, type HandshakeOutcome } from './established-handshake.ts';
export type { IntroducedPeer } from './handshake-agreement.ts';
export { failure } from './handshake-failure.ts';
export type { HandshakeParty } from './handshake-party.ts';
export type {
  HandshakePattern,
  HandshakeRole,
  HandshakeToken,
  MessagePattern,
  TokenFamilyName,
} from './handshake-pattern.ts';
export { MAX_SHARED_KEYS, MAX_WORD_BYTES, type SharedKeyReference } from './handshake-payload.ts';
export { identitySchemeNumber, identitySchemeOf } from './identity-schemes.ts';
export {
  AwaitingConfirmation,
  AwaitingIntroduction,
  ChoosingKeys,
  type InitiatorOptions,
  type InitiatorStep,
  initiate,
  initiateWithCertificate,
} from './initiator.ts';
export { assertPolicyMet, type KeyPolicy, wantsSharedKey } from './key-policy.ts';
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
export { type Opening, type QForgePattern, WIRE_VERSION } from './opening.ts';
export { parseHandshakePattern } from './pattern-notation.ts';
export { formatPeerId, isPeerId, parsePeerId, peerIdOf } from './peer-id.ts';
export { withPskModifiers } from './psk-modifier.ts';
export { type OfferedRekey, RekeyChain, type RekeyChainParts } from './rekey-chain.ts';
export { decodeRekeyOffer, type RekeyOffer } from './rekey-payload.ts';
export { AwaitingInitiator, FetchingKeys, type ResponderStart, readOpening, respond } from './responder.ts';
export type { NamedSharedKey } from './shared-key-mix.ts';
