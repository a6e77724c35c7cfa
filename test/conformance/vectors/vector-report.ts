import type { FileReport, VectorFailure } from './vector-run.ts';

/** The outcome of a run, as `--json` prints it. `cases` is the sum of passed, failed and unsupported ones. */
export interface VectorSummary {
  readonly files: number;
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly unsupported: readonly { readonly file: string; readonly reason: string; readonly cases: number }[];
  readonly byBackend: Readonly<Record<string, number>>;
  readonly failures: readonly ({ readonly file: string } & VectorFailure)[];
}

/** Sums up the files of one run. A run without files is itself a failure. */
export function summarize(reports: readonly FileReport[]): VectorSummary {
  const none = reports.length === 0 ? [{ file: '.', reason: 'there is no vector file in the folder' }] : [];
  const failures = [...none, ...reports.flatMap(({ path, failures }) => failures.map((f) => ({ file: path, ...f })))];
  const unsupported = reports.flatMap(({ path, unsupported }) =>
    [...unsupported].map(([reason, cases]) => ({ file: path, reason, cases })),
  );
  const passed = sum(reports.map((report) => report.passed));
  const cases = passed + failures.length + sum(unsupported.map((entry) => entry.cases));
  return {
    files: reports.length,
    cases,
    passed,
    failed: failures.length,
    unsupported,
    byBackend: countsByBackend(reports),
    failures,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function countsByBackend(reports: readonly FileReport[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { byRunner } of reports) {
    for (const [runner, count] of byRunner) counts[runner] = (counts[runner] ?? 0) + count;
  }
  return counts;
}

/** The run for people: totals, failures, and with `verbose` one line for each file. */
export function readableReport(reports: readonly FileReport[], verbose: boolean): string {
  const { files, cases, passed, failed, unsupported, byBackend, failures } = summarize(reports);
  const backends = Object.entries(byBackend).map(([name, count]) => `${name} ${count}`);
  return [
    ...(verbose ? reports.map(fileLine) : []),
    ...unsupported.map((entry) => `unsupported  ${entry.file}: ${entry.cases} cases: ${entry.reason}`),
    ...failures.map(
      (failure) => `FAILED       ${failure.file}${failure.case ? ` ${failure.case}` : ''}: ${failure.reason}`,
    ),
    `${files} files, ${cases} cases: ${passed} passed, ${failed} failed, ${cases - passed - failed} unsupported`,
    `run by: ${backends.join(', ')}`,
  ].join('\n');
}

function fileLine(report: FileReport): string {
  const backends = [...report.byRunner].map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
  return `${report.path}  [${report.format ?? 'unknown'}]  ${report.passed} passed, ${report.failures.length} failed  (${backends})`;
}
