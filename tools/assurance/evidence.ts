import type { CommandEvidence, TestEvidence } from './claim.ts';

/** Tests of a file under `test/`, all of them or those whose names contain these words. */
export function tests(path: string, ...named: readonly string[]): TestEvidence {
  const file = `test/${path}.test.ts`;
  return named.length === 0 ? { tests: file } : { tests: file, named };
}

/** A command in its two forms. */
export function command(
  script: string,
  reduced: readonly string[],
  full: readonly string[],
  figure: RegExp,
): CommandEvidence {
  return { script, reduced, full, figure };
}

/** A command of the full form alone. */
export function onlyFull(script: string, full: readonly string[], figure: RegExp): CommandEvidence {
  return { script, full, figure };
}

/** What load on the machine would spoil. */
export function alone(evidence: CommandEvidence): CommandEvidence {
  return { ...evidence, when: 'alone' };
}

/** What takes longest. */
export function first(evidence: CommandEvidence): CommandEvidence {
  return { ...evidence, when: 'first' };
}

/** Attackers in numbers; every figure that is looked for is in what one run prints. */
export function hostile(figure: RegExp): CommandEvidence {
  return alone(command('hostile', ['--quick'], [], figure));
}

/** Messages that are changed on their way, in every way that can be counted. */
export const mutate: CommandEvidence = first(
  command('mutate', ['--stride', '61'], [], /^\d+ tried, 0 faults, 0 rejections that nobody handled$/mu),
);

/** Times of what handles secrets. */
export const timing: CommandEvidence = alone(
  command('timing', ['--scale', '0.3'], [], /^\d+ timed, 0 told apart, .*$/mu),
);
