import { type Claim, type CommandEvidence, type Evidence, evidenceName, isTest, type TestEvidence } from './claim.ts';

/** How a command says that it, or a part of it, cannot run here. */
const SKIPPED = /^SKIPPED: .*$/gmu;
/** How commands begin to say what is wrong. */
const TELLING = /\bFAULT\b|\b\w*Error:|\bNOT TOLD APART\b|\bmissed\b/u;
/** Of a command that fails. */
const [MAX_TELLING_LINES, LAST_LINES] = [10, 5];

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
  readonly seconds: number;
}

/** A command as it ended. */
export interface EndedCommand {
  readonly code: number | null;
  readonly output: string;
  readonly seconds: number;
}

/** What ran, commands by their names; evidence that is missing here did not. */
export interface Runs {
  readonly files: ReadonlyMap<string, EndedFile>;
  readonly commands: ReadonlyMap<string, EndedCommand>;
  /** Whether commands ran in their full forms. */
  readonly isFull: boolean;
}

/**
 * What came of evidence, or of all evidence of a claim. Nothing is passed that did not run whole: `SKIPPED` is what said why it cannot run here,
 * `did not run` what said nothing.
 */
export type Result = 'passed' | 'failed' | 'did not run' | 'SKIPPED';

/** One row of the table. */
export interface Outcome {
  readonly claim: Claim;
  readonly result: Result;
  /** Tests that ended, and commands. */
  readonly tried: number;
  /** How long all its evidence ran; what shows several claims counts for each. */
  readonly seconds: number;
  readonly parts: readonly EvidenceOutcome[];
}

/** What came of one piece of evidence. */
export interface EvidenceOutcome {
  readonly evidence: Evidence;
  readonly result: Result;
  readonly tried: number;
  readonly seconds: number;
  /** What was printed of how much was tried, or why it did not pass. */
  readonly details: readonly string[];
}

/** What came of a claim. */
export function outcomeOf(claim: Claim, runs: Runs): Outcome {
  const parts = claim.evidence.map((evidence) =>
    isTest(evidence) ? testOutcome(evidence, runs) : commandOutcome(evidence, runs),
  );
  const tried = parts.reduce((sum, part) => sum + part.tried, 0);
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  return { claim, result: worst(parts.map(({ result }) => result)), tried, seconds, parts };
}

/** Whether everything that shows a claim has ended. */
export function hasEnded({ evidence }: Claim, { files, commands, isFull }: Runs): boolean {
  return evidence.every((each) => (isTest(each) ? files.has(each.tests) : commands.has(evidenceName(each, isFull))));
}

function testOutcome(evidence: TestEvidence, { files }: Runs): EvidenceOutcome {
  const file = files.get(evidence.tests);
  if (file === undefined) return nothing(evidence, 'the file did not run');
  const { named = [''] } = evidence;
  const missing = named.filter((words) => !file.tests.some(({ name }) => name.includes(words)));
  const tests = file.tests.filter(({ name }) => named.some((words) => name.includes(words)));
  const problems = [
    ...(file.failure === undefined ? [] : [file.failure]),
    ...missing.map((words) => `no test is named ${words === '' ? 'anything' : words}`),
    ...tests.flatMap(({ name, end, reason }) => (end === 'passed' ? [] : [`${end}: ${name}: ${reason ?? ''}`])),
  ];
  const hasFailed = file.failure !== undefined || tests.some(({ end }) => end === 'failed');
  const isSkipped = tests.some(({ end }) => end === 'skipped');
  const result = hasFailed ? 'failed' : missing.length > 0 ? 'did not run' : isSkipped ? 'SKIPPED' : 'passed';
  const tried = tests.filter(({ end }) => end !== 'skipped').length;
  return { evidence, result, tried, seconds: file.seconds, details: result === 'passed' ? file.figures : problems };
}

function commandOutcome(evidence: CommandEvidence, { commands, isFull }: Runs): EvidenceOutcome {
  const ended = commands.get(evidenceName(evidence, isFull));
  if (ended === undefined) return nothing(evidence, 'the command did not run');
  const { code, output, seconds } = ended;
  if (code !== 0)
    return { evidence, result: 'failed', tried: 1, seconds, details: [`exit code ${code}`, ...tellingLinesOf(output)] };
  const skipped = output.match(SKIPPED);
  if (skipped !== null) return { evidence, result: 'SKIPPED', tried: 0, seconds, details: [...skipped] };
  const found = evidence.figure.exec(output);
  const figure = found?.[1] ?? found?.[0];
  if (figure === undefined) return nothing(evidence, 'it printed no figure');
  return { evidence, result: 'passed', tried: 1, seconds, details: figure.trim().split('\n') };
}

function nothing(evidence: Evidence, reason: string): EvidenceOutcome {
  return { evidence, result: 'did not run', tried: 0, seconds: 0, details: [reason] };
}

function worst(results: readonly Result[]): Result {
  const order: readonly Result[] = ['failed', 'did not run', 'SKIPPED'];
  if (results.length === 0) return 'did not run';
  return order.find((result) => results.includes(result)) ?? 'passed';
}

/** The lines that speak of what is wrong, then the last ones. */
function tellingLinesOf(output: string): readonly string[] {
  const lines = output.trimEnd().split('\n');
  const rest = lines.slice(-LAST_LINES);
  const faults = lines.slice(0, -LAST_LINES).filter((line) => TELLING.test(line));
  return [...faults.slice(0, MAX_TELLING_LINES), ...rest];
}
