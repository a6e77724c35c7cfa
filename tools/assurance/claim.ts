import type { Job } from './jobs.ts';

/** Tests that show something: a file under `test/`, and of it those whose names contain these words; all of them when none are given. */
export interface TestEvidence {
  readonly tests: string;
  readonly named?: readonly string[];
}

/** A command that shows something: an npm script, its words in the reduced form if it has one, and those of the full one. */
export interface CommandEvidence {
  readonly script: string;
  readonly reduced?: readonly string[];
  readonly full: readonly string[];
  /** Finds in what it prints what was tried and how often: the first group, or the whole. A command that prints no such thing has shown nothing. */
  readonly figure: RegExp;
  readonly when?: Job['when'];
}

/** What shows that a claim holds. */
export type Evidence = TestEvidence | CommandEvidence;

/** Something that must hold, and everything that shows it. */
export interface Claim {
  /** What it is part of, such as `records`. */
  readonly group: string;
  /** One sentence. */
  readonly claim: string;
  readonly evidence: readonly Evidence[];
}

/** Whether evidence is a test. */
export function isTest(evidence: Evidence): evidence is TestEvidence {
  return 'tests' in evidence;
}

/** Whether evidence is a command. */
export function isCommand(evidence: Evidence): evidence is CommandEvidence {
  return 'script' in evidence;
}

/** Claims with what shows them in the full or the reduced form; a command without a reduced form belongs to the full one alone. */
export function claimsIn(claims: readonly Claim[], isFull: boolean): readonly Claim[] {
  const runs = (evidence: Evidence): boolean => isFull || isTest(evidence) || evidence.reduced !== undefined;
  return claims.map((claim) => ({ ...claim, evidence: claim.evidence.filter(runs) }));
}

/** How evidence is called in the table: the file, or the command line. */
export function evidenceName(evidence: Evidence, isFull: boolean): string {
  if (isTest(evidence)) return evidence.tests;
  const { full, reduced = full } = evidence;
  const words = isFull ? full : reduced;
  return ['npm run', evidence.script, ...(words.length === 0 ? [] : ['--', ...words])].join(' ');
}
