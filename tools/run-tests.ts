import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { freshenProgram } from './package/program-cache.ts';
import { CompactReport } from './test-report.ts';
import { TESTED_PROGRAM } from './tested-program.ts';

const FILE_TIMEOUT_MS = 600_000;
/** Runs command lines from what users install, as the run of all files does: each starts in half the time, after a build. */
const BUILT = '--built';
const repository = resolve(import.meta.dirname, '..');

/** Test files under `test/` whose path from there contains one of the patterns; all files when none is given. */
function testFiles(patterns: readonly string[]): readonly string[] {
  const files = globSync('test/**/*.test.ts', { cwd: repository }).map((file) => resolve(repository, file));
  const matches = (file: string, pattern: string): boolean =>
    relative(repository, file).includes(pattern.replace(/^\.\//u, ''));
  return files.filter((file) => patterns.length === 0 || patterns.some((pattern) => matches(file, pattern))).toSorted();
}

const words = process.argv.slice(2);
const patterns = words.filter((word) => word !== BUILT);
const files = testFiles(patterns);
if (files.length === 0) {
  process.stderr.write(`No test file matches ${patterns.join(' ')}.\n`);
  process.exit(2);
}
if (patterns.length === 0 || words.includes(BUILT)) process.env[TESTED_PROGRAM] = freshenProgram();
const report = new CompactReport((line) => process.stdout.write(`${line}\n`), repository);
const events: AsyncIterable<TestEvent> = run({
  files: [...files],
  concurrency: availableParallelism(),
  timeout: FILE_TIMEOUT_MS,
  cwd: repository,
});
for await (const event of events) report.take(event);
process.exitCode = report.failed ? 1 : 0;
