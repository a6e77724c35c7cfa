import { QForgeError, type SecretBytes } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { type HandshakeRole, otherRole } from './handshake-pattern.ts';
import type { KnownStaticKeys, NoisePrivateKeys, NoisePublicKeys } from './noise-keys.ts';
import { staticKeyKinds } from './noise-operations.ts';
import type { NoiseProtocol } from './noise-protocol.ts';

/** Length of a pre-shared key: Noise §9. */
export const PSK_BYTES: number = 32;

/** What a handshake starts with. */
export interface NoiseHandshakeOptions {
  readonly protocol: NoiseProtocol;
  readonly role: HandshakeRole;
  readonly backend: CryptoBackend;
  /** Bytes that both sides must have the same: Noise §6. */
  readonly prologue?: Uint8Array;
  /** The own static keys: of every kind that `s` stands for, if the pattern uses them. */
  readonly localStatic?: NoisePrivateKeys;
  /** The peer's static keys, exactly if the pattern has them known beforehand. */
  readonly remoteStatic?: NoisePublicKeys;
  /** Pre-shared keys of 32 bytes in the order of their tokens; those left out come by `setPsk`. Copied. */
  readonly psks?: readonly SecretBytes[];
  /**
   * Ephemeral keys generated ahead of time, for a key pool and for known answers; missing ones are generated.
   * They belong to this handshake alone, which wipes them: using a pair twice breaks its secrecy.
   */
  readonly ephemeral?: NoisePrivateKeys;
  /** Static keys that need no import, since they were met before. */
  readonly knownKeys?: KnownStaticKeys;
  /** Who the peer is, for errors. */
  readonly peer?: string;
}

/** Refuses options that don't fit the protocol. Throws `ARGUMENT_INVALID`. */
export function requireFittingOptions(options: NoiseHandshakeOptions): void {
  const { protocol, role, localStatic, remoteStatic, ephemeral, psks = [] } = options;
  if (usesOwnStatic(protocol, role)) requireKeys('localStatic', localStatic, protocol);
  if (protocol.pattern.knownStatics.includes(otherRole(role))) requireKeys('remoteStatic', remoteStatic, protocol);
  else if (remoteStatic !== undefined) throw invalid('remoteStatic', `${protocol.name} does not know it beforehand`);
  if (psks.length > protocol.pskCount) throw invalid('psks', `${protocol.name} takes ${protocol.pskCount} of them`);
  for (const kind of ['dh', 'kem'] as const) {
    const given = ephemeral?.[kind]?.algorithm ?? protocol[kind];
    if (given !== protocol[kind]) throw invalid('ephemeral', `${given} is not of ${protocol.name}`);
  }
}

/** Who uses static keys, of protocols that were asked about before. */
const staticUsers = new WeakMap<NoiseProtocol, ReadonlySet<HandshakeRole>>();

function usesOwnStatic(protocol: NoiseProtocol, role: HandshakeRole): boolean {
  let users = staticUsers.get(protocol);
  if (users === undefined) {
    users = new Set((['initiator', 'responder'] as const).filter((each) => sendsOrIsKnownByStatic(protocol, each)));
    staticUsers.set(protocol, users);
  }
  return users.has(role);
}

function sendsOrIsKnownByStatic(protocol: NoiseProtocol, role: HandshakeRole): boolean {
  const sent = protocol.messages
    .filter((message) => message.sender === role)
    .flatMap((message) => message.operations)
    .some((operation) => operation.kind === 'send-key' && operation.age === 'static');
  return sent || protocol.pattern.knownStatics.includes(role);
}

function requireKeys(
  option: string,
  keys: NoisePrivateKeys | NoisePublicKeys | undefined,
  protocol: NoiseProtocol,
): void {
  for (const kind of staticKeyKinds(protocol.pattern.family)) {
    const given = keys?.[kind]?.algorithm;
    const needed = protocol[kind];
    if (given !== needed) throw invalid(option, `${protocol.name} needs ${needed}, not ${given ?? 'none'}`);
  }
}

function invalid(argument: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument, reason });
}
