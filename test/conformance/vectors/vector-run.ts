import { describe, Unsupported } from './expectations.ts';
import type { RunnerName, VectorCase, VectorFile } from './vector-format.ts';
import { vectorFormats } from './vector-formats.ts';

/** A case that failed, or a file that could not be read: then `case` is missing. */
export interface VectorFailure {
  readonly case?: string;
  readonly reason: string;
}

/** What became of one file. Every case is passed, failed or unsupported; an unreadable file is one failed case. */
export interface FileReport {
  readonly path: string;
  /** The format that knew the file. */
  readonly format: string | undefined;
  readonly passed: number;
  readonly failures: readonly VectorFailure[];
  /** How many cases could not be run, by reason. */
  readonly unsupported: ReadonlyMap<string, number>;
  /** How many of the passed cases each backend ran. */
  readonly byRunner: ReadonlyMap<RunnerName, number>;
}

function failedFile(path: string, reason: string, format?: string): FileReport {
  return { path, format, passed: 0, failures: [{ reason }], unsupported: new Map(), byRunner: new Map() };
}

/** Runs every case of a file. Never throws for what the file holds. */
export async function runVectorFile(file: VectorFile): Promise<FileReport> {
  for (const format of vectorFormats) {
    try {
      const cases = format.read(file);
      if (cases === undefined) continue;
      if (cases.length === 0) return failedFile(file.path, 'the file holds no case', format.name);
      return await runCases(file.path, format.name, cases);
    } catch (error) {
      return failedFile(file.path, describe(error), format.name);
    }
  }
  return failedFile(file.path, 'no known format of vectors');
}

async function runCases(path: string, format: string, cases: readonly VectorCase[]): Promise<FileReport> {
  const failures: VectorFailure[] = [];
  const unsupported = new Map<string, number>();
  const byRunner = new Map<RunnerName, number>();
  let passed = 0;
  for (const vectorCase of cases) {
    try {
      const ran = await vectorCase.run();
      passed++;
      for (const runner of ran) byRunner.set(runner, (byRunner.get(runner) ?? 0) + 1);
    } catch (error) {
      if (error instanceof Unsupported) unsupported.set(error.message, (unsupported.get(error.message) ?? 0) + 1);
      else failures.push({ case: vectorCase.name, reason: describe(error) });
    }
  }
  return { path, format, passed, failures, unsupported, byRunner };
}
