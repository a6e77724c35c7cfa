import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { caseCommand, caseName, type FormalCase, formalCases } from './formal/cases.ts';
import {
  caseDigest,
  type FormalRecord,
  type FormalResult,
  faultOf,
  RESULTS_FILE,
  verdictsIn,
} from './formal/results.ts';
import { spinCaseName, spinCases } from './formal/spin-cases.ts';
import { runSpin, spinName } from './formal/spin-program.ts';
import { SPIN_RESULTS_FILE, type SpinRecord, type SpinResult, spinDigest, spinFaultOf } from './formal/spin-results.ts';
import { REPOSITORY_ROOT, readSourceTree } from './source-tree.ts';

const NO_PROGRAM =
  'ProVerif is not installed: put "proverif" on the PATH, or its path into PROVERIF. See formal/README.md.\n';

const NO_SPIN = 'Spin or a C compiler is not installed: put "spin" and "cc" on the PATH. See formal/README.md.\n';

/** A case that takes longer has not terminated. */
const CASE_LIMIT_MS = 1_500_000;

const program = process.env['PROVERIF'] ?? 'proverif';
const words = process.argv.slice(2);
const tree = readSourceTree();
const file = resolve(REPOSITORY_ROOT, RESULTS_FILE);

/** As the program names itself, such as `ProVerif 2.05`; undefined when it does not run. */
function programName(): string | undefined {
  const { stdout, error } = spawnSync(program, ['-help'], { encoding: 'utf8' });
  return error === undefined ? /Proverif [\d.a-z]+\d/iu.exec(stdout)?.[0] : undefined;
}

function runCase(formalCase: FormalCase): FormalResult {
  const [command, ...parameters] = caseCommand(formalCase, program);
  const start = performance.now();
  const { stdout } = spawnSync(command, parameters, {
    cwd: REPOSITORY_ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    timeout: CASE_LIMIT_MS,
  });
  const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  return { digest: caseDigest(formalCase, tree), verdicts: verdictsIn(stdout), seconds };
}

function readRecord(): FormalRecord {
  return JSON.parse(readFileSync(file, 'utf8')) as FormalRecord;
}

function isAsked(name: string): boolean {
  return words.every((word) => name.includes(word));
}

function report(name: string, fault: string | undefined, remark: string): void {
  process.stdout.write(`${name}: ${fault ?? 'as expected'} (${remark})\n`);
  if (fault !== undefined) process.exitCode = 1;
}

/** Says that nothing was checked, which is no success. */
function complain(what: string): void {
  process.stderr.write(what);
  process.exitCode = 2;
}

/** Runs the cases of ProVerif that are asked for, and writes each result down as it comes. */
function runProverif(cases: readonly FormalCase[]): void {
  const name = programName();
  if (name === undefined) return complain(NO_PROGRAM);
  for (const formalCase of cases) {
    const result = runCase(formalCase);
    report(caseName(formalCase), faultOf(result, formalCase.expected, result.digest), `${result.seconds} s`);
    const results = { ...readRecord().results, [caseName(formalCase)]: result };
    writeFileSync(file, `${JSON.stringify({ program: name, results }, null, 2)}\n`);
  }
}

/** The same for Spin. */
function runSpinCases(cases: typeof spinCases): void {
  const name = spinName();
  if (name === undefined) return complain(NO_SPIN);
  const path = resolve(REPOSITORY_ROOT, SPIN_RESULTS_FILE);
  for (const spinCase of cases) {
    const result: SpinResult = { digest: spinDigest(tree), ...runSpin(spinCase) };
    report(spinCaseName(spinCase), spinFaultOf(result, spinCase.expected, result.digest), `${result.states} states`);
    const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SpinRecord).results : {};
    const results = { ...before, [spinCaseName(spinCase)]: result };
    writeFileSync(path, `${JSON.stringify({ program: name, results }, null, 2)}\n`);
  }
}

const asked = formalCases.filter((formalCase) => isAsked(caseName(formalCase)));
const askedOfSpin = spinCases.filter((spinCase) => isAsked(spinCaseName(spinCase)));
if (askedOfSpin.length > 0) runSpinCases(askedOfSpin);
if (asked.length > 0) runProverif(asked);
