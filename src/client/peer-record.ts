import { QForgeError } from '../base/index.ts';
import { isPeerId, parsePeerId } from '../handshake/index.ts';
import { parseAddress } from '../network/index.ts';
import type { TunnelRules } from '../tunnel/index.ts';

/** A peer that this device knows. */
export interface PeerRecord {
  /** 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit; unique whatever the case. */
  readonly name: string;
  readonly peerId: string;
  readonly address?: string;
  /** Whether it may reach this device. */
  readonly trusted: boolean;
  /** Whether nobody compared the PeerId: it was taken from the first connection. */
  readonly firstUse: boolean;
  /** Wall-clock time. */
  readonly addedAtMs: number;
  /** What it may do through a tunnel; without, nothing. */
  readonly tunnel?: TunnelRules;
}

/** The two things that a rule of a tunnel can allow. */
export type TunnelRuleKind = keyof TunnelRules;

/** The most rules of one kind that a peer has. */
export const MAX_TUNNEL_RULES = 256;

/** What a caller says of a new peer. */
export interface NewPeer {
  readonly name: string;
  readonly peerId: string;
  readonly address?: string;
  /** Default: not. */
  readonly trusted?: boolean;
  /** Default: not. */
  readonly firstUse?: boolean;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u;

/** Whether a peer may have this name; one that is itself a PeerId would stand for another peer. */
export function isPeerName(unverified: string): boolean {
  return NAME.test(unverified) && !isPeerId(unverified);
}

/** Checks a new peer and completes its record. Throws `ARGUMENT_INVALID`, `PEER_ID_INVALID` and `ADDRESS_INVALID`. */
export function peerRecordOf(peer: NewPeer, addedAtMs: number): PeerRecord {
  const { name, peerId, address, trusted = false, firstUse = false } = peer;
  if (!isPeerName(name)) {
    const reason =
      'it has 1 to 64 letters, digits, dots, hyphens or underscores, begins with a letter or digit, and is no PeerId';
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'The name of a peer', reason });
  }
  parsePeerId(peerId);
  if (address !== undefined) parseAddress(address);
  return { name, peerId, ...(address === undefined ? {} : { address }), trusted, firstUse, addedAtMs };
}
