import type { JsonFields } from './json-fields.ts';
import type { VectorCase } from './vector-format.ts';

/** A test with the group that it belongs to: the layout of ACVP and of Wycheproof. */
export interface GroupedTest {
  readonly group: JsonFields;
  readonly test: JsonFields;
}

/** Runs one test of a group. */
export type GroupedRunner = (grouped: GroupedTest) => ReturnType<VectorCase['run']>;

/** The cases of all groups; `runnerOf` says how the tests of a group are run. Throws `MALFORMED`. */
export function groupedCases(root: JsonFields, runnerOf: (group: JsonFields) => GroupedRunner): readonly VectorCase[] {
  const cases = root
    .objects('testGroups')
    .flatMap((group) =>
      group
        .objects('tests')
        .map((test) => ({ name: `tcId ${test.integer('tcId')}`, run: () => runnerOf(group)({ group, test }) })),
    );
  checkNumberOfTests(root, cases.length);
  return cases;
}

/** A file that lost some of its tests on the way must not pass for a whole one. */
function checkNumberOfTests(root: JsonFields, found: number): void {
  const announced = root.has('numberOfTests') ? root.integer('numberOfTests') : found;
  if (announced !== found) throw root.malformed(`it announces ${announced} tests and has ${found}`);
}
