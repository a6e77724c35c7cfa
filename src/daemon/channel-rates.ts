import type { Clock } from '../base/index.ts';
import type { PeerStatus } from '../client/index.ts';

/** Looks closer together than this show what the look before showed. */
export const SHORTEST_RATE_SPAN_MS = 500;

/** What went over a channel a second, over the span between two looks. */
export interface ChannelRates {
  readonly rxBytesPerSecond: number;
  readonly txBytesPerSecond: number;
  readonly messagesInPerSecond: number;
  readonly messagesOutPerSecond: number;
  readonly spanMs: number;
}

/** A channel with its rates; at the first look at it there are none. */
export type RatedChannel = PeerStatus & { readonly rates: ChannelRates | undefined };

interface Look {
  readonly atMs: number;
  readonly channels: ReadonlyMap<string, RatedChannel>;
}

/** Works out the rates of channels when somebody looks, from one look to the next: what nobody looks at costs nothing. */
export class ChannelRateTable {
  readonly #read: () => readonly PeerStatus[];
  readonly #clock: Clock;
  #last: Look | undefined;

  constructor(read: () => readonly PeerStatus[], clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** All channels now. */
  look(): readonly RatedChannel[] {
    const [atMs, last] = [this.#clock.monotonicMs(), this.#last];
    const spanMs = last === undefined ? 0 : atMs - last.atMs;
    if (last !== undefined && spanMs < SHORTEST_RATE_SPAN_MS) {
      return this.#read().map((peer) => ({ ...peer, rates: last.channels.get(keyOf(peer))?.rates }));
    }
    const channels = this.#read().map((peer) => ({
      ...peer,
      rates: ratesOf(last?.channels.get(keyOf(peer)), peer, spanMs),
    }));
    this.#last = { atMs, channels: new Map(channels.map((channel) => [keyOf(channel), channel])) };
    return channels;
  }
}

function keyOf({ peerId, direction }: PeerStatus): string {
  return `${peerId} ${direction}`;
}

/** A channel that counts less than before is another one. */
function ratesOf(before: PeerStatus | undefined, now: PeerStatus, spanMs: number): ChannelRates | undefined {
  if (before === undefined || now.ageMs < before.ageMs) return undefined;
  const perSecond = (field: 'rxBytes' | 'txBytes' | 'messagesIn' | 'messagesOut'): number =>
    (Math.max(0, now[field] - before[field]) * 1000) / spanMs;
  return {
    rxBytesPerSecond: perSecond('rxBytes'),
    txBytesPerSecond: perSecond('txBytes'),
    messagesInPerSecond: perSecond('messagesIn'),
    messagesOutPerSecond: perSecond('messagesOut'),
    spanMs,
  };
}
