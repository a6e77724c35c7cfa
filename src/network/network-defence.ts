import { QForgeError } from '../base/index.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import type { HandshakeGate } from './handshake-gate.ts';
import type { SuspendedPeers } from './suspended-peers.ts';

/** What a device can do about attackers. docs/spec/threat-detection.md §4 */
export class NetworkDefence {
  readonly #gate: Pick<HandshakeGate, 'throttle' | 'guard'>;
  readonly #suspended: Pick<SuspendedPeers, 'add'>;
  readonly #channels: Pick<ChannelRegistry, 'to'>;

  constructor(
    gate: Pick<HandshakeGate, 'throttle' | 'guard'>,
    suspended: Pick<SuspendedPeers, 'add'>,
    channels: Pick<ChannelRegistry, 'to'>,
  ) {
    this.#gate = gate;
    this.#suspended = suspended;
    this.#channels = channels;
  }

  /** Lets a source (an IPv4 address or an IPv6 /64) begin few handshakes from now on, for so long. spec/handshake §9 */
  throttle(source: string, forMs: number): void {
    this.#gate.throttle(source, forMs);
  }

  /** Asks every stranger for a cookie, or no longer. spec/handshake §4.5 */
  guard(on: boolean): void {
    this.#gate.guard(on);
  }

  /** Ends all channels to a peer, and opens none in either role for so long. Returns how many channels there were. */
  suspend(peerId: string, forMs: number): number {
    this.#suspended.add(peerId, forMs);
    const channels = this.#channels.to(peerId).filter((channel) => channel.isOpen);
    for (const channel of channels) channel.abort(new QForgeError('PEER_SUSPENDED', { peer: peerId }));
    return channels.length;
  }
}
