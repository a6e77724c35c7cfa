import type { Clock, Logger, MetricsSink, RandomSource } from '../../base/index.ts';
import type { ErrorStatistics } from '../../resilience/index.ts';

/** What a link gets from its surroundings. */
export interface LinkSurroundings {
  readonly clock: Clock;
  readonly logger?: Logger;
  readonly metrics?: MetricsSink;
  /** Draws pauses. Default: the system's. */
  readonly random?: RandomSource;
  /** Where failures are counted beside those of others. */
  readonly errors?: ErrorStatistics;
}
