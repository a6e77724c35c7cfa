import assert from 'node:assert/strict';
import test from 'node:test';
import { caseFiles, caseName, formalCases } from '../../../tools/formal/cases.ts';
import { caseDigest, type FormalRecord, faultOf, RESULTS_FILE, verdictsIn } from '../../../tools/formal/results.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

const tree = readSourceTree();
const record = JSON.parse(tree.get(RESULTS_FILE) ?? '') as FormalRecord;

for (const formalCase of formalCases) {
  test(`the recorded result is of this model and as expected: ${caseName(formalCase)}`, () => {
    const result = record.results[caseName(formalCase)];
    assert.equal(faultOf(result, formalCase.expected, caseDigest(formalCase, tree)), undefined);
  });
}

test('no result is kept for a case that is gone', () => {
  const names = new Set(formalCases.map(caseName));
  for (const name of Object.keys(record.results)) assert.ok(names.has(name), name);
});

test('verdicts are read in order, and what cannot be proved is neither', () => {
  const output = [
    'RESULT not attacker(word[]) is true.',
    '-- Query inj-event(a) ==> inj-event(b) in process 0.',
    'RESULT inj-event(a) ==> inj-event(b) is false.',
    'RESULT not event(c) cannot be proved.',
    'RESULT not attacker_p1(word[]) is true.',
  ].join('\n');
  assert.deepEqual(verdictsIn(output), ['true', 'false', 'cannot be proved', 'true']);
  assert.deepEqual(verdictsIn('Error: Syntax error.'), []);
});

test('a result that is missing, of another model, or other than expected is at fault', () => {
  const result = { digest: 'd', verdicts: ['true'], seconds: 1 };
  assert.equal(faultOf(result, ['true'], 'd'), undefined);
  assert.match(faultOf(undefined, ['true'], 'd') ?? '', /no result/u);
  assert.match(faultOf(result, ['true'], 'e') ?? '', /another model/u);
  assert.match(faultOf(result, ['true', 'true'], 'd') ?? '', /found: true; expected: true, true/u);
  assert.match(faultOf({ ...result, verdicts: [] }, ['true'], 'd') ?? '', /found: ;/u);
});

test('the digest changes with any file of the case', () => {
  const [formalCase] = formalCases;
  assert.ok(formalCase !== undefined);
  const digest = caseDigest(formalCase, tree);
  for (const file of caseFiles(formalCase)) {
    const changed = new Map(tree).set(file, `${tree.get(file) ?? ''} `);
    assert.notEqual(caseDigest(formalCase, changed), digest, file);
  }
  assert.throws(() => caseDigest(formalCase, new Map()), /is missing/u);
});
