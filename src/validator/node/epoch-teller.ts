import type { Logger, MetricsSink } from '../../base/index.ts';
import type { CertifiedBlock, ChainState } from '../../consensus/index.ts';

/** Tells operators and auditors of changes of the validator set: when one is decided, and when it takes effect. */
export class EpochTeller {
  readonly #logger: Logger;
  readonly #metrics: MetricsSink;
  #epoch: number;

  constructor({ logger, metrics }: { readonly logger: Logger; readonly metrics: MetricsSink }, { set }: ChainState) {
    this.#logger = logger;
    this.#metrics = metrics;
    this.#epoch = set.epoch;
    this.#gauge(set);
  }

  /** The log has grown to this end, by this block. */
  decided({ set, nextSet, height }: ChainState, { block: { decision } }: CertifiedBlock): void {
    if (decision?.outcome === 'approved' && decision.proposal.kind === 'validator-set') {
      const joined = nextSet.validators.filter(({ id }) => set.indexOf(id) < 0).map(({ name }) => name);
      const left = set.validators.filter(({ id }) => nextSet.indexOf(id) < 0).map(({ name }) => name);
      const facts = { epoch: nextSet.epoch, from: height + 1, joined: joined.join(), left: left.join() };
      this.#logger.log('info', 'audit', 'a change of the validators was decided', {
        ...facts,
        proposal: decision.proposal.id,
      });
      this.#metrics.count('qforge_validator_set_changes_total', 1);
    }
    if (set.epoch === this.#epoch) return;
    this.#epoch = set.epoch;
    this.#gauge(set);
    const { epoch, size: validators, quorum, hash } = set;
    this.#logger.log('info', 'audit', 'the validators have changed', { epoch, height, validators, quorum, set: hash });
  }

  #gauge({ epoch, size, quorum }: ChainState['set']): void {
    this.#metrics.gauge('qforge_validator_epoch', epoch);
    this.#metrics.gauge('qforge_validator_members', size);
    this.#metrics.gauge('qforge_validator_quorum', quorum);
  }
}
