import { type Claim, type CommandEvidence, type Evidence, isTest, type TestEvidence } from './claim.ts';

/** One test as it ended. */
export interface EndedTest {
  readonly name: string;
  readonly end: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or how it failed. */
  readonly reason?: string;
}

/** A test file as it ended. */
export interface EndedFile {
  readonly tests: readonly EndedTest[];
  /** What its tests printed as figures. */
  readonly figures: readonly string[];
  /** Why the file as a whole failed, if it did. */
  readonly failure?: string;
}

/** A command as it ended. */
export interface EndedCommand {
  readonly code: number | null;
  readonly output: string;
}

/** What ran; evidence that is missing here did not. */
export interface Runs {
  readonly files: ReadonlyMap<string, EndedFile>;
  readonly commands: ReadonlyMap<CommandEvidence, EndedCommand>;
}

/** What came of evidence, or of all evidence of a claim. Nothing is passed that did not run whole. */
export type Result = 'passed' | 'failed' | 'did not run';

/** One row of the table. */
export interface Outcome {
  readonly claim: Claim;
  readonly result: Result;
  /** Tests that ended, and commands. */
  readonly tried: number;
  readonly parts: readonly EvidenceOutcome[];
}

/** What came of one piece of evidence. */
export interface EvidenceOutcome {
  readonly evidence: Evidence;
  readonly result: Result;
  readonly tried: number;
  /** What was printed of how much was tried, or why it did not pass. */
  readonly details: readonly string[];
}

/** What came of a claim. */
export function outcomeOf(claim: Claim, runs: Runs): Outcome {
  const parts = claim.evidence.map((evidence) =>
    isTest(evidence) ? testOutcome(evidence, runs) : commandOutcome(evidence, runs),
  );
  const tried = parts.reduce((sum, part) => sum + part.tried, 0);
  return { claim, result: worst(parts.map(({ result }) => result)), tried, parts };
}

function testOutcome(evidence: TestEvidence, { files }: Runs): EvidenceOutcome {
  const file = files.get(evidence.tests);
  if (file === undefined) return { evidence, result: 'did not run', tried: 0, details: ['the file did not run'] };
  const { named = [''] } = evidence;
  const missing = named.filter((words) => !file.tests.some(({ name }) => name.includes(words)));
  const tests = file.tests.filter(({ name }) => named.some((words) => name.includes(words)));
  const problems = [
    ...(file.failure === undefined ? [] : [file.failure]),
    ...missing.map((words) => `no test is named ${words === '' ? 'anything' : words}`),
    ...tests.flatMap(({ name, end, reason }) => (end === 'passed' ? [] : [`${end}: ${name}: ${reason ?? ''}`])),
  ];
  const hasFailed = file.failure !== undefined || tests.some(({ end }) => end === 'failed');
  const isWhole = missing.length === 0 && tests.every(({ end }) => end !== 'skipped');
  const result = hasFailed ? 'failed' : isWhole ? 'passed' : 'did not run';
  const tried = tests.filter(({ end }) => end !== 'skipped').length;
  return { evidence, result, tried, details: result === 'passed' ? file.figures : problems };
}

function commandOutcome(evidence: CommandEvidence, { commands }: Runs): EvidenceOutcome {
  const ended = commands.get(evidence);
  if (ended === undefined) return { evidence, result: 'did not run', tried: 0, details: ['the command did not run'] };
  const { code, output } = ended;
  if (code !== 0) return { evidence, result: 'failed', tried: 1, details: [`exit code ${code}`, lastLineOf(output)] };
  const found = evidence.figure.exec(output);
  const figure = found?.[1] ?? found?.[0];
  if (figure === undefined) return { evidence, result: 'did not run', tried: 0, details: ['it printed no figure'] };
  return { evidence, result: 'passed', tried: 1, details: [figure.trim()] };
}

function worst(results: readonly Result[]): Result {
  if (results.includes('failed')) return 'failed';
  return results.length === 0 || results.includes('did not run') ? 'did not run' : 'passed';
}

function lastLineOf(output: string): string {
  return output.trimEnd().split('\n').at(-1) ?? '';
}
