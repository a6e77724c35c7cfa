/** Named figures of one run. */
export type Figures = Readonly<Record<string, number>>;

/** One of the things compared: the product, a peer, or the raw limit. */
export interface Side {
  readonly label: string;
  run(): Promise<Figures>;
}

/** The figures of every side, run by run. */
export class PairedFigures {
  readonly #bySide = new Map<string, Figures[]>();

  add(label: string, figures: Figures): void {
    const runs = this.#bySide.get(label) ?? [];
    runs.push(figures);
    this.#bySide.set(label, runs);
  }

  /** One figure of one side over all runs. Throws `RangeError` for a name that was not measured. */
  of(label: string, figure: string): readonly number[] {
    const values = (this.#bySide.get(label) ?? []).map((figures) => figures[figure]);
    if (values.length === 0 || values.some((value) => value === undefined)) {
      throw new RangeError(`${label} did not measure ${figure}`);
    }
    return values.filter((value) => value !== undefined);
  }
}

/**
 * Runs all sides in turn, A B C A B C ..., so that a change of the machine's speed meets all of them alike.
 *
 * The warm-up rounds are thrown away.
 */
export async function pairedRuns(
  sides: readonly Side[],
  rounds: { readonly warmUps: number; readonly runs: number },
): Promise<PairedFigures> {
  const figures = new PairedFigures();
  for (let round = -rounds.warmUps; round < rounds.runs; round++) {
    for (const side of sides) {
      const measured = await side.run();
      if (round >= 0) figures.add(side.label, measured);
    }
  }
  return figures;
}
