import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

const TOTALS = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/u;

/** Lines at the end of a report that explain what failed, about: whoever keeps the last 200 has them all, with what was skipped and the totals. */
const EXPLAINED_LINES = 120;
/** Of one file, however many failed. */
const LEAST_LINES = 12;
const MAX_LINE_CHARACTERS = 1000;

/** Why a file failed. */
interface FailedFile {
  readonly name: string;
  readonly failures: readonly string[];
  readonly output: string;
}

interface FileResult {
  tests: number;
  readonly failures: string[];
  readonly diagnostics: string[];
  readonly output: string[];
}

/**
 * A compact account of a run of node:test: one line a file, figures and seeds under it, failures in full; at the end what was skipped and why, each failure
 * once more, its longest parts cut in the middle, and node's own totals. A file without a test counts as a failure.
 */
export class CompactReport {
  readonly #print: (line: string) => void;
  readonly #root: string;
  readonly #files = new Map<string, FileResult>();
  readonly #failed: FailedFile[] = [];
  readonly #skipped: string[] = [];
  readonly #totals: string[] = [];
  #finished = false;
  #filesClosed = 0;

  constructor(print: (line: string) => void, root: string) {
    this.#print = print;
    this.#root = root;
  }

  /** Whether anything failed; a run that saw no file, or never came to its totals, has failed. */
  get failed(): boolean {
    return this.#failed.length > 0 || this.#filesClosed === 0 || !this.#finished;
  }

  /** Takes the next event of the run. */
  take(event: TestEvent): void {
    switch (event.type) {
      case 'test:pass':
        return this.#takeResult(event.data, undefined);
      case 'test:fail':
        return this.#takeResult(event.data, event.data.details.error);
      case 'test:diagnostic':
        return this.#takeDiagnostic(event.data);
      case 'test:stdout':
      case 'test:stderr':
        this.#file(event.data.file).output.push(event.data.message);
        return undefined;
      case 'test:summary':
        return event.data.file === undefined
          ? this.#finish(event.data.success)
          : this.#closeFile(event.data.file, event.data.duration_ms);
      default:
        return undefined;
    }
  }

  #takeResult(data: TestResultData, error: Error | undefined): void {
    const path = data.file ?? '';
    const file = this.#file(path);
    if (data.name === path) {
      // Node reports a file itself only when it held no test, or died on its own.
      file.failures.push(describeFailure(data.name, 'the file holds no test, or died', error));
      this.#closeFile(path, data.details.duration_ms);
      return;
    }
    if (data.details.type !== 'suite') file.tests += 1;
    if (data.skip !== undefined && data.skip !== false) {
      const reason = typeof data.skip === 'string' && data.skip !== '' ? data.skip : 'no reason is given';
      this.#skipped.push(`${relative(this.#root, path)}: ${data.name}: ${reason}`);
    }
    if (error !== undefined && !isEcho(error)) {
      const where = `${relative(this.#root, path)}:${data.line ?? 0}`;
      file.failures.push(describeFailure(data.name, where, error));
    }
  }

  #takeDiagnostic(data: DiagnosticData): void {
    if (data.file !== undefined) this.#file(data.file).diagnostics.push(data.message);
    else if (TOTALS.test(data.message)) this.#totals.push(data.message);
    else this.#print(`ℹ ${data.message}`);
  }

  #closeFile(path: string, durationMs: number): void {
    const file = this.#file(path);
    this.#files.delete(path);
    this.#filesClosed += 1;
    const name = relative(this.#root, path);
    const ok = file.failures.length === 0;
    this.#print(`${ok ? '✔' : '✖'} ${name}  ${file.tests} tests  ${Math.round(durationMs)} ms`);
    for (const diagnostic of file.diagnostics) this.#print(`    ℹ ${diagnostic}`);
    if (ok) return;
    const output = file.output.join('').trimEnd();
    for (const failure of file.failures) this.#print(indent(failure));
    if (output !== '') this.#print(indent(`output:\n${output}`));
    this.#failed.push({ name, failures: file.failures, output });
  }

  #finish(success: boolean): void {
    for (const path of this.#files.keys()) this.#closeFile(path, 0);
    this.#finished = true;
    if (!success && this.#failed.length === 0) {
      this.#failed.push({ name: 'no file', failures: ['✖ the run failed outside any test'], output: '' });
    }
    for (const skipped of this.#skipped) this.#print(`skipped: ${skipped}`);
    const linesEach = Math.max(LEAST_LINES, Math.floor(EXPLAINED_LINES / this.#failed.length));
    for (const failed of this.#failed) for (const line of explanation(failed, linesEach)) this.#print(line);
    for (const total of this.#totals) this.#print(`ℹ ${total}`);
  }

  #file(path: string): FileResult {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const fresh: FileResult = { tests: 0, failures: [], diagnostics: [], output: [] };
    this.#files.set(path, fresh);
    return fresh;
  }
}

type TestResultData = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>['data'];
type DiagnosticData = Extract<TestEvent, { type: 'test:diagnostic' }>['data'];

/** A parent fails when a test inside it does: the inner failure says it all. */
function isEcho(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function describeFailure(name: string, where: string, error: Error | undefined): string {
  const cause = error?.cause ?? error;
  return `✖ ${name} (${where})${cause === undefined ? '' : `\n${indent(inspect(cause))}`}`;
}

/** Why a file failed, in about so many lines: a third of them for what it printed. */
function explanation({ name, failures, output }: FailedFile, maxLines: number): readonly string[] {
  const ofOutput = output === '' ? [] : ['output:', ...cut(output, Math.ceil(maxLines / 3))];
  const each = Math.max(2, Math.floor((maxLines - ofOutput.length) / failures.length));
  return [`failed: ${name}`, ...failures.flatMap((failure) => cut(failure, each)), ...ofOutput];
}

/** The first and the last lines of a text that is longer. */
function cut(text: string, maxLines: number): readonly string[] {
  const lines = text.split('\n').map((line) => line.slice(0, MAX_LINE_CHARACTERS));
  const more = lines.length - maxLines;
  if (more <= 0) return lines;
  const first = Math.ceil(maxLines / 2);
  return [
    ...lines.slice(0, first),
    `    (${more} lines more, above where the file ended)`,
    ...lines.slice(first + more),
  ];
}

function indent(text: string): string {
  return text.replace(/^/gmu, '    ');
}
