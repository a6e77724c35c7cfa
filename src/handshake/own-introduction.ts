import type { DeviceCertificate } from './device-certificate.ts';
import { type HandshakeParty, termsOf } from './handshake-party.ts';
import { encodeIntroduction, type SharedKeyReference } from './handshake-payload.ts';

interface Remembered extends Pick<HandshakeParty, 'policy' | 'endpoint'> {
  readonly suites: HandshakeParty['identity']['suites'];
  readonly introduction: Uint8Array;
}

const remembered = new WeakMap<DeviceCertificate, Remembered>();

const NO_WORD = new Uint8Array(0);

/**
 * How a party introduces itself, naming these keys, with a word for the layer above the peer's. Not to be changed: without either it is the same
 * every time, and made once.
 *
 * It is mostly the certificate, of which each copy costs as much as a short hash.
 */
export function ownIntroduction(
  party: HandshakeParty,
  keys: readonly SharedKeyReference[],
  word: Uint8Array = NO_WORD,
): Uint8Array {
  if (keys.length > 0 || word.length > 0) return encode(party, keys, word);
  const { policy, endpoint, identity } = party;
  const { certificate, suites } = identity;
  const known = remembered.get(certificate);
  if (known?.policy === policy && known.endpoint === endpoint && known.suites === suites) return known.introduction;
  const introduction = encode(party, keys, word);
  remembered.set(certificate, { policy, endpoint, suites, introduction });
  return introduction;
}

function encode(party: HandshakeParty, keys: readonly SharedKeyReference[], word: Uint8Array): Uint8Array {
  const { endpoint, identity } = party;
  return encodeIntroduction({ ...termsOf(party), endpoint, certificate: identity.certificate.encoded, keys, word });
}
