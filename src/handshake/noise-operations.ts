import type { HandshakePattern, HandshakeRole, HandshakeToken, TokenFamilyName } from './handshake-pattern.ts';
import { patternError } from './handshake-pattern.ts';

/** The two kinds of key pair a party may have. */
export type KeyKind = 'dh' | 'kem';

/** Which key pair of a party. */
export type KeyAge = 'ephemeral' | 'static';

/** Sends a public key of the sender. `clear`: MixHash; `sealed`: EncryptAndHash, which seals once there is a key. */
export interface SendKeyOperation {
  readonly kind: 'send-key';
  readonly key: KeyKind;
  readonly age: KeyAge;
  readonly protection: 'clear' | 'sealed';
  /** MixKey(public key) too if the pattern has a psk: Noise §9.2. */
  readonly mixKeyWithPsk: boolean;
}

/** MixKey(DH) between these two key pairs. */
export interface AgreeOperation {
  readonly kind: 'agree';
  readonly initiator: KeyAge;
  readonly responder: KeyAge;
}

/** Encapsulates to the receiver's key, sends the ciphertext, then mixes the secret. */
export interface EncapsulateOperation {
  readonly kind: 'encapsulate';
  readonly to: KeyAge;
  readonly protection: 'clear' | 'sealed';
  readonly mix: 'key' | 'key-and-hash';
}

/** MixKeyAndHash(psk). */
export interface PskOperation {
  readonly kind: 'psk';
}

/** One step of a handshake message. What tokens mean is data; the engine knows only these steps: spec/noise §3. */
export type NoiseOperation = SendKeyOperation | AgreeOperation | EncapsulateOperation | PskOperation;

/** A message as steps. */
export interface NoiseMessage {
  readonly sender: HandshakeRole;
  readonly operations: readonly NoiseOperation[];
  /** How many pre-shared keys it mixes in. */
  readonly psks: number;
}

type TokenFamily = Readonly<Partial<Record<HandshakeToken, readonly NoiseOperation[]>>>;

const ephemeralDh = {
  kind: 'send-key',
  key: 'dh',
  age: 'ephemeral',
  protection: 'clear',
  mixKeyWithPsk: true,
} as const;
const ephemeralKem = { ...ephemeralDh, key: 'kem' } as const;
const staticDh = { kind: 'send-key', key: 'dh', age: 'static', protection: 'sealed', mixKeyWithPsk: false } as const;
const staticKem = { ...staticDh, key: 'kem' } as const;
const psk = [{ kind: 'psk' }] as const;

const agreements = {
  ee: [{ kind: 'agree', initiator: 'ephemeral', responder: 'ephemeral' }],
  es: [{ kind: 'agree', initiator: 'ephemeral', responder: 'static' }],
  se: [{ kind: 'agree', initiator: 'static', responder: 'ephemeral' }],
  ss: [{ kind: 'agree', initiator: 'static', responder: 'static' }],
} as const;

const clearEkem = [{ kind: 'encapsulate', to: 'ephemeral', protection: 'clear', mix: 'key' }] as const;
const sealedEkem = [{ kind: 'encapsulate', to: 'ephemeral', protection: 'sealed', mix: 'key' }] as const;
const skem = [{ kind: 'encapsulate', to: 'static', protection: 'sealed', mix: 'key-and-hash' }] as const;

/** What each token does in each family: spec/noise §3. */
const tokenFamilies: Readonly<Record<TokenFamilyName, TokenFamily>> = {
  dh: { e: [ephemeralDh], s: [staticDh], ...agreements, psk },
  kem: { e: [ephemeralKem], s: [staticKem], ekem: clearEkem, skem, psk },
  hybrid: { e: [ephemeralDh, ephemeralKem], s: [staticDh, staticKem], ...agreements, ekem: clearEkem, skem, psk },
  hfs: {
    e: [ephemeralDh],
    s: [staticDh],
    ...agreements,
    e1: [{ ...ephemeralKem, protection: 'sealed', mixKeyWithPsk: false }],
    ekem1: sealedEkem,
    psk,
  },
  qforge: {
    e: [ephemeralDh],
    s: [staticDh, staticKem],
    ...agreements,
    e1: [{ ...ephemeralKem, mixKeyWithPsk: false }],
    ekem1: sealedEkem,
    skem,
    psk,
  },
};

/** The messages of a pattern as steps. Throws `ARGUMENT_INVALID` for a token that the family does not have. */
export function messagesOf(pattern: HandshakePattern): readonly NoiseMessage[] {
  return pattern.messages.map(({ sender, tokens }) => ({
    sender,
    operations: tokens.flatMap((token) => operationsOf(pattern, token)),
    psks: tokens.filter((token) => token === 'psk').length,
  }));
}

/** The kinds of key that `s` stands for, in the order in which they are sent and hashed. */
export function staticKeyKinds(family: TokenFamilyName): readonly KeyKind[] {
  return staticKinds[family];
}

const staticKinds: Readonly<Record<TokenFamilyName, readonly KeyKind[]>> = {
  dh: staticKindsOf('dh'),
  kem: staticKindsOf('kem'),
  hybrid: staticKindsOf('hybrid'),
  hfs: staticKindsOf('hfs'),
  qforge: staticKindsOf('qforge'),
};

function staticKindsOf(family: TokenFamilyName): readonly KeyKind[] {
  const operations = tokenFamilies[family].s ?? [];
  return operations.flatMap((operation) => (operation.kind === 'send-key' ? [operation.key] : []));
}

function operationsOf(pattern: HandshakePattern, token: HandshakeToken): readonly NoiseOperation[] {
  const operations = tokenFamilies[pattern.family][token];
  if (operations === undefined) throw patternError(pattern.name, `${token} has no meaning in family ${pattern.family}`);
  return operations;
}
