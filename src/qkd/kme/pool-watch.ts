import type { LogFields, Logger, MetricsSink } from '../../base/index.ts';
import type { KmeSettings } from './kme-limits.ts';
import type { LinkPool } from './link-pool.ts';

/** Where a key manager tells what it does. */
export interface PoolWatchParts {
  readonly settings: Pick<KmeSettings, 'lowWatermark'>;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
}

/** Turns what happens to pools and keys into metrics, audit events and warnings. Never sees a key. */
export class PoolWatch {
  readonly #kme: string;
  readonly #parts: PoolWatchParts;
  readonly #low = new Set<string>();

  constructor(kme: string, parts: PoolWatchParts) {
    this.#kme = kme;
    this.#parts = parts;
  }

  /** An event that an auditor wants to find. */
  audit(event: string, fields: LogFields): void {
    this.#parts.logger.log('info', 'audit', event, { kme: this.#kme, ...fields });
  }

  /** A block was stored. */
  noteBlock(pool: LinkPool, wallMs: number): void {
    const { metrics } = this.#parts;
    const { quality } = pool;
    const labels = { link: pool.peer };
    metrics.count('qforge_kme_blocks_total', 1, labels);
    if (quality !== undefined) {
      metrics.gauge('qforge_kme_qber_ratio', quality.qber, labels);
      metrics.gauge('qforge_kme_secret_key_rate_bytes_per_second', quality.keyRate / 8, labels);
    }
    this.noteStored(pool, wallMs);
  }

  /** The number of keys in a pool has changed. Warns once each time it falls below the low watermark. */
  noteStored(pool: LinkPool, wallMs: number): void {
    const stored = pool.storedUnits(wallMs);
    this.#parts.metrics.gauge('qforge_kme_stored_keys', stored, { link: pool.peer });
    const isLow = stored < this.#parts.settings.lowWatermark;
    if (isLow && !this.#low.has(pool.peer) && pool.blocks > 0) {
      this.#parts.metrics.count('qforge_kme_low_watermark_total', 1, { link: pool.peer });
      this.#parts.logger.log('warn', 'quantum', 'few keys are left', { kme: this.#kme, link: pool.peer, stored });
    }
    if (isLow && pool.blocks > 0) this.#low.add(pool.peer);
    if (!isLow) this.#low.delete(pool.peer);
  }

  /** Keys are on their way to a SAE. */
  noteDelivered(role: 'master' | 'slave', sae: string, keyIds: readonly string[]): void {
    this.#parts.metrics.count('qforge_kme_keys_delivered_total', keyIds.length, { role });
    for (const keyId of keyIds) this.audit('key delivered', { sae, role, keyId });
  }
}
