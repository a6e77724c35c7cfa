import type { LinkPair } from './link-pair.ts';
import { type Direction, type Measurement, measurementOf } from './measurement.ts';
import type { PairedFigures } from './paired-runs.ts';

/** One line of a result: which figure, and against whom. */
export interface ComparedFigure {
  readonly name: string;
  readonly unit: string;
  readonly better: Direction;
  /** Name of the figure in the runs. */
  readonly figure: string;
  /** Whose figure stands beside ours; by default the same one. */
  readonly peer: string;
  /** Which side is ours; default: `ours`. */
  readonly side?: string;
  readonly peerFigure?: string;
}

/** Puts figures of one side beside another's, with the raw limit of the same runs. */
export class Comparison {
  readonly #figures: PairedFigures;
  readonly #labels: ReadonlyMap<string, string>;
  readonly #limit: string;
  readonly #limitName: string;

  /** `labels` says what sides are called in print. */
  constructor(
    figures: PairedFigures,
    pairs: ReadonlyMap<string, LinkPair>,
    limit: { readonly side: string; readonly name: string },
  ) {
    this.#figures = figures;
    this.#labels = new Map([...pairs].map(([side, pair]) => [side, pair.label]));
    this.#limit = limit.side;
    this.#limitName = limit.name;
  }

  /** Ours against the peer and the limit. */
  of(compared: ComparedFigure): Measurement {
    const { name, unit, better, figure, peer, side = 'ours', peerFigure = figure } = compared;
    return measurementOf(
      { name, unit, better, peerName: this.#labels.get(peer) ?? peer, limitName: this.#limitName },
      {
        ours: this.#figures.of(side, figure),
        peer: this.#figures.of(peer, peerFigure),
        limit: this.#figures.of(this.#limit, figure),
      },
    );
  }
}
