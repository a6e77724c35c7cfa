import type { Clock } from '../base/index.ts';
import type { PeerStatus } from '../client/index.ts';
import { type Rated, RateTable } from './rate-table.ts';

const FIELDS = ['rxBytes', 'txBytes', 'messagesIn', 'messagesOut'] as const;
type Field = (typeof FIELDS)[number];

/** A channel with its rates; at the first look at it there are none. */
export type RatedChannel = Rated<PeerStatus, Field>;

/** The rates of channels; one that is younger than before is another one. */
export function channelRates(read: () => readonly PeerStatus[], clock: Clock): RateTable<PeerStatus, Field> {
  return new RateTable(
    {
      read,
      keyOf: ({ peerId, direction }) => `${peerId} ${direction}`,
      fields: FIELDS,
      isAnother: (before, now) => now.ageMs < before.ageMs,
    },
    clock,
  );
}
