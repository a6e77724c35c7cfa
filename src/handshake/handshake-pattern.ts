import { QForgeError } from '../base/index.ts';

/** Which end of a handshake: the initiator writes the first message. */
export type HandshakeRole = 'initiator' | 'responder';

/** Which meaning the tokens of a pattern have: spec/noise §3. */
export type TokenFamilyName = 'dh' | 'kem' | 'hybrid' | 'hfs' | 'qforge';

/** All tokens of all families: Noise §7.1, its HFS extension, and the KEM tokens. */
export type HandshakeToken = 'e' | 's' | 'ee' | 'es' | 'se' | 'ss' | 'psk' | 'e1' | 'ekem1' | 'ekem' | 'skem';

/** One line of a pattern: who sends, and what. */
export interface MessagePattern {
  readonly sender: HandshakeRole;
  readonly tokens: readonly HandshakeToken[];
}

/** A handshake pattern: what is known beforehand, then the messages in order. */
export interface HandshakePattern {
  readonly name: string;
  readonly family: TokenFamilyName;
  /** Whose static public key the other side knows beforehand. */
  readonly knownStatics: readonly HandshakeRole[];
  readonly messages: readonly MessagePattern[];
}

/** The other end. */
export function otherRole(role: HandshakeRole): HandshakeRole {
  return role === 'initiator' ? 'responder' : 'initiator';
}

/** How many pre-shared keys a pattern takes. */
export function pskCount(pattern: HandshakePattern): number {
  return pattern.messages.flatMap((message) => message.tokens).filter((token) => token === 'psk').length;
}

/** The error for a pattern that is not one. */
export function patternError(name: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument: `the handshake pattern ${name}`, reason });
}
