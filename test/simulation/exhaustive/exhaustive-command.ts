import { mutants } from '../twins/mutants.ts';
import { ExhaustiveSearch, type SearchResult } from './exhaustive-search.ts';

/** Validators of which one is the faulty one; 0 is like 3, since both have no turn in rounds 0 and 1. */
const ALL_FAULTY = '1,2,3';

/** Flags as they were given. */
export interface ExhaustiveFlags {
  readonly rounds: string;
  readonly faulty?: string | undefined;
  readonly mutant?: string | undefined;
  readonly crashes: boolean;
  readonly json: boolean;
}

/** What a search of one faulty validator has shown, as it is printed. */
interface SearchSummary extends SearchResult {
  readonly faulty: number;
  /** Processor time. */
  readonly seconds: number;
}

/** Searches everything that four validators can do, and prints what was found. Returns the exit code; undefined when flags are wrong. */
export function runExhaustiveCommand(flags: ExhaustiveFlags): number | undefined {
  const rounds = Number(flags.rounds);
  const faulty = (flags.faulty ?? ALL_FAULTY).split(',').map(Number);
  const mutant = mutants.find(({ name }) => name === flags.mutant);
  const isKnown = flags.mutant === undefined || mutant !== undefined;
  if (!isKnown || !(rounds >= 1 && rounds <= 3) || !faulty.every((seat) => [0, 1, 2, 3].includes(seat)))
    return undefined;
  const searches: SearchSummary[] = [];
  for (const seat of faulty) {
    const options = { rounds, faulty: seat, crashes: flags.crashes, ...(mutant === undefined ? {} : { mutant }) };
    const start = process.cpuUsage();
    const result = new ExhaustiveSearch(options).run();
    const { user, system } = process.cpuUsage(start);
    const summary = { faulty: seat, ...result, seconds: Number(((user + system) / 1e6).toFixed(1)) };
    searches.push(summary);
    if (!flags.json) process.stdout.write(textOf(summary));
  }
  const violations = searches.flatMap(({ violation }) => violation ?? []);
  const { crashes } = flags;
  const summary = {
    scenario: 'exhaustive',
    nodes: 4,
    heights: 1,
    rounds,
    crashes,
    violations: violations.length,
    searches,
  };
  if (flags.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  return violations.length === 0 ? 0 : 1;
}

function textOf({ faulty, states, transitions, places, decided, values, violation, seconds }: SearchSummary): string {
  const found = violation === undefined ? '0 violations' : `VIOLATION ${violation.what}`;
  return [
    `v${faulty} faulty: ${found}; ${states} states, ${transitions} transitions, ${places} places of single validators; ${seconds} s`,
    `  all have decided in ${decided} states; decided in some: ${values.join(', ')}`,
    ...(violation?.steps ?? []).map((step) => `  ${step}`),
    '',
  ].join('\n');
}
