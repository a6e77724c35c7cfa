import type { Clock, Logger, MetricsSink } from '../../base/index.ts';

/** What a link gets from its surroundings. */
export interface LinkSurroundings {
  readonly clock: Clock;
  readonly logger?: Logger;
  readonly metrics?: MetricsSink;
}
