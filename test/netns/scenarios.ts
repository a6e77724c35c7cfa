import { setTimeout as delay } from 'node:timers/promises';
import type { NetworkPair, NetworkPlan, PathCounts } from './network-pair.ts';

/** What two devices go through. */
export interface Scenario {
  readonly name: string;
  readonly what: string;
  readonly plan: Omit<NetworkPlan, 'seed'>;
  readonly messages: number;
  /** Of each message. */
  readonly bytes: number;
  /** Before anything is sent. */
  readonly before?: (pair: NetworkPair) => void | Promise<void>;
  /** While messages are sent, once a third of them is acknowledged. */
  readonly during?: (pair: NetworkPair) => Promise<void>;
  /** Why nothing has been shown, if the network did not do what it should have. */
  readonly whyNothing: (seen: Seen) => string | undefined;
}

/** What was seen of a scenario. */
export interface Seen {
  readonly path: PathCounts;
  readonly sessions: number;
  /** From the first acknowledgement to the last. */
  readonly seconds: number;
}

const MEGABIT_BYTES = 125_000;
const ETHERNET = 1500;

/** The networks: with `isQuick` fewer messages and shorter cuts, and no move, which takes more than a minute to be found out. */
export function scenariosOf(isQuick: boolean): readonly Scenario[] {
  const some = (full: number, quick: number): number => (isQuick ? quick : full);
  const cutMs = some(30_000, 2000);
  const all: readonly Scenario[] = [
    {
      name: 'cut',
      what: `nothing passes for ${cutMs / 1000} s`,
      plan: { family: 4, mtu: ETHERNET },
      messages: some(600, 60),
      bytes: 1000,
      during: async (pair) => {
        pair.command('down');
        await delay(cutMs);
        pair.command('up');
      },
      whyNothing: ({ path }) => (path.cut > 0 ? undefined : 'nothing was cut'),
    },
    {
      name: 'move',
      what: 'the sender gets another address',
      plan: { family: 4, mtu: ETHERNET },
      messages: 600,
      bytes: 1000,
      during: (pair) => pair.move(),
      whyNothing: ({ sessions }) => (sessions > 1 ? undefined : 'one session lasted'),
    },
    {
      name: 'loss',
      what: '5 % of packets are lost, the rest takes 10 to 15 ms',
      plan: { family: 4, mtu: ETHERNET },
      messages: some(600, 40),
      bytes: 20_000,
      before: (pair) => {
        pair.command('delay 10 5');
        pair.command('loss 0.05');
      },
      whyNothing: ({ path }) => (path.lost > 0 ? undefined : 'nothing was lost'),
    },
    {
      name: 'delay',
      what: 'packets take 150 to 200 ms, and overtake each other',
      plan: { family: 4, mtu: ETHERNET },
      messages: some(100, 10),
      bytes: 5000,
      before: (pair) => pair.command('delay 150 50'),
      whyNothing: ({ seconds }) => (seconds > 0.3 * (some(100, 10) - 1) ? undefined : 'nothing was delayed'),
    },
    {
      name: 'rate',
      what: '1 Mbit/s',
      plan: { family: 4, mtu: ETHERNET },
      messages: some(50, 8),
      bytes: 50_000,
      before: (pair) => pair.limit('1mbit'),
      whyNothing: ({ seconds }) =>
        seconds > (0.9 * (some(50, 8) - 1) * 50_000) / MEGABIT_BYTES ? undefined : 'it was faster than 1 Mbit/s',
    },
    {
      name: 'mtu',
      what: 'no packet is longer than 576 bytes',
      plan: { family: 4, mtu: 576 },
      messages: some(200, 20),
      bytes: 50_000,
      whyNothing: ({ path }) => (path.longest > 0 && path.longest <= 576 ? undefined : 'packets were longer'),
    },
    {
      name: 'ipv6',
      what: 'there is no IPv4',
      plan: { family: 6, mtu: ETHERNET },
      messages: some(200, 20),
      bytes: 50_000,
      whyNothing: ({ path }) => (path.family6 > 0 && path.family4 === 0 ? undefined : 'there was IPv4'),
    },
  ];
  return all.filter(({ name }) => !isQuick || name !== 'move');
}
