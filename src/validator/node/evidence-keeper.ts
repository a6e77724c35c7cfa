import type { Logger, MetricsSink } from '../../base/index.ts';
import { type Evidence, encodeEvidence } from '../../consensus/index.ts';

/** Where evidence goes. */
export interface EvidenceKeeperOptions {
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly keepEvidence: (name: string, bytes: Uint8Array) => Promise<void>;
}

/** Keeps proof that a validator contradicts itself, and tells operators of it. */
export class EvidenceKeeper {
  readonly #options: EvidenceKeeperOptions;
  #count = 0;

  constructor(options: EvidenceKeeperOptions) {
    this.#options = options;
  }

  /** Pieces since the start. */
  get count(): number {
    return this.#count;
  }

  /** A piece is kept elsewhere. */
  note(): void {
    this.#count += 1;
  }

  /** Keeps two statements that contradict each other; durable when it resolves. */
  async keep(evidence: Evidence): Promise<void> {
    const { kind, first } = evidence;
    const { validator, height, round } = first;
    const { logger, metrics, keepEvidence } = this.#options;
    this.note();
    metrics.count('qforge_validator_evidence_total', 1, { kind });
    logger.log('error', 'security', 'a validator contradicts itself', { kind, validator, height, round });
    await keepEvidence(`${kind}-${height}-${round}-${validator}`, encodeEvidence(evidence));
  }
}
