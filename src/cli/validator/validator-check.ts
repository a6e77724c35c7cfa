import { readWholeFile } from '../../client/index.ts';
import { type RulesVerdict, readVerificationRules, verifyByRules } from '../../validator/index.ts';
import { printJson, printLines } from '../standard-output.ts';
import { alignedFields, alignedTable } from '../table.ts';
import type { ValidatorFlags } from './validator-flags.ts';

const DIGITS = 4;

/** `qforge validator check`: what rules say of a content. */
export async function checkCommand(rulesPath: string, contentPath: string, flags: ValidatorFlags): Promise<void> {
  const rules = await readVerificationRules(rulesPath);
  const verdict = await verifyByRules(await readWholeFile(contentPath), rules);
  if (!verdict.passed) process.exitCode = 1;
  if (flags.json === true) return printJson(verdict);
  return printLines([...table(verdict), '', ...summary(verdict)]);
}

function table({ results }: RulesVerdict): readonly string[] {
  return alignedTable(
    [{ title: 'method' }, { title: 'result' }, { title: 'confidence', alignRight: true }, { title: 'reason' }],
    results.map(({ method, passed, confidence, reason }) => [
      method,
      passed ? 'passed' : 'failed',
      confidence.toFixed(DIGITS),
      reason,
    ]),
  );
}

function summary({ passed, confidence, methodResults }: RulesVerdict): readonly string[] {
  return alignedFields([
    ['verdict', passed ? 'approve' : 'reject'],
    ['confidence', confidence.toFixed(DIGITS)],
    ['results', methodResults],
  ]);
}
