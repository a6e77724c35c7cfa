import assert from 'node:assert/strict';
import test from 'node:test';
import { SPIN_MODEL, spinCaseName, spinCases } from '../../../tools/formal/spin-cases.ts';
import { runSpin, spinName } from '../../../tools/formal/spin-program.ts';
import {
  SPIN_RESULTS_FILE,
  type SpinRecord,
  spinDigest,
  spinFaultOf,
  spinVerdict,
} from '../../../tools/formal/spin-results.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

const tree = readSourceTree();
const { results } = JSON.parse(tree.get(SPIN_RESULTS_FILE) ?? '') as SpinRecord;

for (const spinCase of spinCases) {
  test(`the recorded result is of this model and as expected: ${spinCaseName(spinCase)}`, () => {
    const fault = spinFaultOf(results[spinCaseName(spinCase)], spinCase.expected, spinDigest(tree));
    assert.equal(fault, undefined);
  });
}

test('no result is kept for a case that is gone, and every setting is one of the model', () => {
  assert.deepEqual(Object.keys(results).sort(), spinCases.map(spinCaseName).sort());
  const model = tree.get(SPIN_MODEL) ?? '';
  for (const setting of spinCases.flatMap(({ settings }) => settings)) {
    assert.match(model, new RegExp(`^#ifn?def ${setting.split('=')[0]}$`, 'mu'));
  }
});

test('a verdict is only given to a search that has come to its end', () => {
  const passed = 'State-vector 100 byte, depth reached 69, errors: 0\n   313484 states, stored\n';
  assert.deepEqual(spinVerdict(passed), { verdict: 'true', states: 313_484 });
  assert.equal(spinVerdict(`error: max search depth too small\n${passed}`).verdict, 'unfinished');
  assert.equal(spinVerdict('').verdict, 'unfinished');
  const found = 'pan:1: assertion violated  x\nWarning: Search not completed\nerrors: 1\n  37 states, stored\n';
  assert.deepEqual(spinVerdict(found), { verdict: 'false', states: 37 });
  assert.equal(spinVerdict('pan: invalid end state\nerrors: 1\n').verdict, 'unfinished');
});

const isMissing = spinName() === undefined ? 'Spin and a C compiler are not installed' : false;

test('Spin finds two decisions where a quorum is too small', { skip: isMissing }, () => {
  const small = spinCases.find(({ settings }) => settings.includes('SMALL_QUORUM'));
  assert.ok(small !== undefined);
  assert.equal(runSpin(small).verdict, 'false');
});
