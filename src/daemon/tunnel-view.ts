import type { Clock, MetricsSink } from '../base/index.ts';
import type { ForwardStatus, PeerRecord, TunnelRefusal, TunnelRules } from '../client/index.ts';
import { type Rated, RateTable } from './rate-table.ts';

const FIELDS = ['bytesIn', 'bytesOut', 'total'] as const;
type Field = (typeof FIELDS)[number];

/** What a process tells of its tunnels. */
export interface TunnelSource {
  readonly forwards: () => readonly ForwardStatus[];
  readonly refusals: () => readonly TunnelRefusal[];
}

/** A forward with the name of its peer, and what goes through it a second; at the first look there are no rates. */
export type ShownForward = Rated<ForwardStatus & { readonly name: string }, Field>;

/** What a peer may have dialled and listened on. */
export interface ShownRules extends TunnelRules {
  readonly peer: string;
  readonly name: string;
  /** Rules of a peer that is not trusted allow nothing. */
  readonly trusted: boolean;
}

/** The tunnels of a process: what goes through them, what is allowed, and what was refused. */
export interface TunnelView {
  readonly forwards: readonly ShownForward[];
  readonly rules: readonly ShownRules[];
  readonly refusals: readonly (TunnelRefusal & { readonly name: string })[];
}

/**
 * Tells how many forwards work, and how many wait, whenever metrics are read, and how the channels behind them are: one to a peer. What is
 * dialled for peers is no forward.
 */
export function forwardGauges({ forwards }: TunnelSource): (sink: MetricsSink) => void {
  return (sink) => {
    const all = forwards().filter(({ kind }) => kind !== 'served');
    for (const state of ['ready', 'waiting'] as const) {
      sink.gauge('qforge_tunnel_forwards', all.filter((forward) => forward.state === state).length, { state });
    }
    const links = new Map(all.map(({ peer, channel }) => [peer, channel]));
    for (const state of ['open', 'reconnecting', 'none'] as const) {
      const count = [...links.values()].filter((link) => link === state).length;
      sink.gauge('qforge_tunnel_channels', count, { state });
    }
  };
}

/** Gives the tunnels of a process whenever it is called; rates are those since the call before. */
export function tunnelView(source: TunnelSource, peers: () => readonly PeerRecord[], clock: Clock): () => TunnelView {
  const nameOf = (peer: string): string => peers().find(({ peerId }) => peerId === peer)?.name ?? '';
  const named = <T extends { readonly peer: string }>(row: T): T & { readonly name: string } => ({
    ...row,
    name: nameOf(row.peer),
  });
  const rates = new RateTable(
    {
      read: () => source.forwards().map(named),
      keyOf: ({ kind, peer, listen, target }) => JSON.stringify([kind, peer, listen, target]),
      fields: FIELDS,
      isAnother: (before, now) => now.total < before.total,
    },
    clock,
  );
  return () => ({
    forwards: rates.look(),
    rules: peers().flatMap(({ peerId: peer, name, trusted, tunnel }) =>
      tunnel === undefined ? [] : [{ peer, name, trusted, connect: tunnel.connect, bind: tunnel.bind }],
    ),
    refusals: source.refusals().map(named),
  });
}
