import type { Clock, Logger, MetricsSink, SecretBytes } from '../../base/index.ts';
import type { KmeDatabase } from './kme-database.ts';
import type { KmeSettings } from './kme-limits.ts';
import type { KmeNetwork } from './kme-network.ts';
import type { LinkQuality } from './link-pool.ts';
import type { RelayAnswer, RelayMessage } from './relay-message.ts';
import type { StreamMessage, StreamMessageAnswer } from './stream-message.ts';

/** The neighbour's half of a block of a simulated link. spec/kme §3.1 */
export interface HandedBlock {
  /** Units from this number on are in nobody's hands but the neighbour's: it drops them. */
  readonly voidFrom: number;
  readonly key: SecretBytes;
  readonly quality: LinkQuality;
}

/** The key manager at the other end of a link, as this one reaches it. */
export interface Neighbour {
  readonly id: string;
  /** Throws `KME_UNREACHABLE` when it is known not to answer now; who has no such way of telling is asked. */
  requireReachable?(): void;
  /** Sends keys on their way; rejects if no answer came. */
  relay(message: RelayMessage): Promise<RelayAnswer>;
  /** Hands over the other half of a block; gives the number of its first unit. */
  handOver(block: HandedBlock): Promise<number>;
  /** Tells or asks something of a key stream; rejects if no answer came. */
  askStream(message: StreamMessage): Promise<StreamMessageAnswer>;
}

/** What a key manager is made of. */
export interface KmeParts {
  readonly database: KmeDatabase;
  readonly network: KmeNetwork;
  readonly neighbours: readonly Neighbour[];
  readonly settings: KmeSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
}
