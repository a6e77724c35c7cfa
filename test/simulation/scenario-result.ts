/** What one seed showed. */
export interface ScenarioResult {
  readonly seed: number;
  /** What must never happen, and did. */
  readonly violations: readonly string[];
  readonly sent: number;
  readonly delivered: number;
  /** Streams that were read to their end. */
  readonly streamsDelivered: number;
  /** Failures by code: each of them a promise that said so. */
  readonly failures: Readonly<Record<string, number>>;
  /** Messages that a process was handed after another had been, before it could acknowledge them. */
  readonly cameAgain?: number;
  readonly connections: number;
  readonly simulatedMs: number;
}

/** Runs one seed of a scenario; whatever the simulation itself throws is a violation too. */
export async function resultOf(seed: number, run: () => Promise<ScenarioResult>): Promise<ScenarioResult> {
  try {
    return await run();
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const nothing = { sent: 0, delivered: 0, streamsDelivered: 0, failures: {}, connections: 0, simulatedMs: 0 };
    return { seed, violations: [what], ...nothing };
  }
}
