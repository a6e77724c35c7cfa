import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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
import { REPOSITORY_ROOT, readSourceTree } from './source-tree.ts';

const NO_PROGRAM =
  'ProVerif is not installed: put "proverif" on the PATH, or its path into PROVERIF. See formal/README.md.\n';

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

/** Runs the cases whose name contains every word, and writes each result down as it comes. */
function main(name: string): void {
  for (const formalCase of formalCases.filter((one) => words.every((word) => caseName(one).includes(word)))) {
    const result = runCase(formalCase);
    const fault = faultOf(result, formalCase.expected, result.digest);
    process.stdout.write(`${caseName(formalCase)}: ${fault ?? 'as expected'} (${result.seconds} s)\n`);
    if (fault !== undefined) process.exitCode = 1;
    const results = { ...readRecord().results, [caseName(formalCase)]: result };
    writeFileSync(file, `${JSON.stringify({ program: name, results }, null, 2)}\n`);
  }
}

const name = programName();
if (name === undefined) {
  process.stderr.write(NO_PROGRAM);
  process.exitCode = 2;
} else {
  main(name);
}
