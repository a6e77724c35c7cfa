import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import type { EndedFile, EndedTest } from './outcome.ts';

const FILE_TIMEOUT_MS = 600_000;

interface Collected {
  readonly tests: EndedTest[];
  readonly figures: string[];
  failure?: string;
}

/** Runs one test file, named from the root of the repository; gives how it ended, or nothing when Node reports nothing of it. */
export async function runTestFile(name: string): Promise<EndedFile | undefined> {
  const begin = performance.now();
  const files = new Map<string, Collected>();
  const events: AsyncIterable<TestEvent> = run({
    files: [resolve(REPOSITORY_ROOT, name)],
    timeout: FILE_TIMEOUT_MS,
    cwd: REPOSITORY_ROOT,
  });
  for await (const event of events) collect(event, files);
  const file = files.get(name);
  return file === undefined ? undefined : { ...file, seconds: (performance.now() - begin) / 1000 };
}

/** Takes one event of a run into account. */
function collect(event: TestEvent, files: Map<string, Collected>): void {
  switch (event.type) {
    case 'test:pass':
    case 'test:fail':
      return collectEnd(event, files);
    case 'test:diagnostic':
      if (event.data.file !== undefined) fileOf(files, event.data.file).figures.push(event.data.message);
      return undefined;
    default:
      return undefined;
  }
}

function collectEnd(
  event: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>,
  files: Map<string, Collected>,
): void {
  const { file: path = '', name, skip, todo, details } = event.data;
  const file = fileOf(files, path);
  const hasFailed = event.type === 'test:fail';
  // Node reports a file itself only when it held no test, or died on its own.
  if (name === path) {
    file.failure = 'the file holds no test, or died';
    return;
  }
  // A suite that fails does so by its tests, or by what is around them.
  if (details.type === 'suite' && !hasFailed) return;
  const isLeftOut = skip !== undefined || todo !== undefined;
  if (hasFailed) file.tests.push({ name, end: 'failed', reason: event.data.details.error.message });
  else if (isLeftOut) file.tests.push({ name, end: 'skipped', reason: String(skip ?? todo) });
  else file.tests.push({ name, end: 'passed' });
}

function fileOf(files: Map<string, Collected>, path: string): Collected {
  const name = nameOf(path);
  const known = files.get(name) ?? { tests: [], figures: [] };
  files.set(name, known);
  return known;
}

function nameOf(path: string): string {
  return relative(REPOSITORY_ROOT, path);
}
