import { type Mutant, mutants } from '../twins/mutants.ts';
import { ExhaustiveSearch } from './exhaustive-search.ts';

const ROUNDS = 2;
/** More than the product has. */
const MAX_STATES = 1_000_000;

/** One search, as it is published. */
interface PublishedSearch {
  readonly faulty: number;
  readonly crashes: boolean;
  readonly states: number;
  readonly decided: number;
}

/** What the page says of searches. */
interface PublishedSearches {
  readonly product: readonly PublishedSearch[];
  /** Mutants by their names, with the search that finds them. */
  readonly mutants: ReadonlyMap<string, PublishedSearch>;
}

const configurations = [
  { faulty: 3, crashes: false },
  { faulty: 3, crashes: true },
  { faulty: 2, crashes: false },
  { faulty: 1, crashes: false },
];

const HEAD = `
## Exhaustive search
Every state that four validators can reach at one height in rounds 0 and 1, on the reducer of the product: one of them is faulty and has sent everything that
it can sign, to anybody and at any time; messages arrive in any order, late, or never; time-outs end at any time after they were set. Checked in each state: agreement,
certificates, validity, and that no honest validator has signed what accuses it. \`npm run -s sim -- exhaustive\` searches again; docs/adr/0095 says what is left out.
In round 0 v1 proposes, in round 1 v2; v0 and v3 are alike.

| Faulty | Crashes | States | Transitions | All have decided in | Blocks decided in some state | Violations |
|---|---|---|---|---|---|---|
`;

const MUTANTS_HEAD = `
The same search with mutants, and the states it had seen when it found what is wrong. What is not here needs a change of the set, later rounds, catching up or a wait for
progress, which the search leaves out, or is a matter of what is reported.

| Mutant | Faulty | Crashes | States | First promise broken |
|---|---|---|---|---|
`;

/** The section of the page: it searches for minutes. Throws when the product has a violation. */
export function exhaustiveSection(): string {
  return `${HEAD}${configurations.map(productRow).join('')}${MUTANTS_HEAD}${mutants.map(mutantRow).join('')}`;
}

function productRow({ faulty, crashes }: (typeof configurations)[number]): string {
  const { states, transitions, decided, values, violation, isComplete } = new ExhaustiveSearch({
    rounds: ROUNDS,
    faulty,
    crashes,
  }).run();
  if (violation !== undefined || !isComplete) throw new TypeError(`v${faulty}: ${violation?.what ?? 'not complete'}`);
  const cells = [`v${faulty}`, crashes ? 'yes' : 'no', states, transitions, `${decided} states`, values.join(', '), 0];
  return `| ${cells.join(' | ')} |\n`;
}

function mutantRow(mutant: Mutant): string {
  for (const { faulty, crashes } of configurations) {
    const { violation, states } = new ExhaustiveSearch({
      rounds: ROUNDS,
      faulty,
      crashes,
      mutant,
      maxStates: MAX_STATES,
    }).run();
    if (violation === undefined) continue;
    const [promise = ''] = violation.what.split(':');
    return `| ${[mutant.name, `v${faulty}`, crashes ? 'yes' : 'no', states, promise].join(' | ')} |\n`;
  }
  return '';
}

/** What a page says of searches. */
export function publishedSearches(page: string): PublishedSearches {
  const [, section = ''] = page.split('## Exhaustive search');
  const rows = section.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const product = rows
    .filter(([, first = '']) => /^v\d$/u.test(first))
    .map(([, faulty, crashes, states, , decided]) => searchOf(faulty, crashes, states, decided));
  const found = rows.filter(([, , second = '']) => /^v\d$/u.test(second));
  return {
    product,
    mutants: new Map(found.map(([, name = '', faulty, crashes, states]) => [name, searchOf(faulty, crashes, states)])),
  };
}

function searchOf(faulty = '', crashes = '', states = '', decided = '0'): PublishedSearch {
  return {
    faulty: Number(faulty.slice(1)),
    crashes: crashes === 'yes',
    states: Number(states),
    decided: Number.parseInt(decided, 10),
  };
}
