import assert from 'node:assert/strict';
import test from 'node:test';
import { caseCommand, caseFiles, caseName, formalCases } from '../../../tools/formal/cases.ts';
import { readSourceTree } from '../../../tools/source-tree.ts';

const tree = readSourceTree();

test('each case has a name of its own, and files that are there', () => {
  assert.equal(new Set(formalCases.map(caseName)).size, formalCases.length);
  for (const file of formalCases.flatMap(caseFiles)) assert.ok(tree.has(file), file);
});

test('each main file and each library is used by a case', () => {
  const used = new Set(formalCases.flatMap(caseFiles));
  const models = [...tree.keys()].filter((path) => /^formal\/.*\.pvl?$/u.test(path));
  assert.ok(models.length > 10);
  for (const model of models) assert.ok(used.has(model), model);
});

test('each case expects as many verdicts as its file has queries', () => {
  for (const formalCase of formalCases) {
    const main = tree.get(caseFiles(formalCase).at(-1) ?? '') ?? '';
    assert.equal(main.match(/^query /gmu)?.length, formalCase.expected.length, caseName(formalCase));
  }
});

test('each protocol has a control that must fail', () => {
  for (const protocol of ['XXpsk4', 'IKpsk2', 'rekey'] as const) {
    const controls = formalCases.filter((one) => one.protocol === protocol && one.claim.startsWith('control'));
    assert.ok(controls.length > 0, protocol);
    for (const { expected } of controls) assert.ok(expected.includes('false'), protocol);
  }
});

test('a command names the libraries in order and the main file last', () => {
  const [first] = formalCases;
  assert.ok(first !== undefined);
  assert.deepEqual(caseCommand(first, 'proverif'), [
    'proverif',
    '-lib',
    'formal/rest.pvl',
    '-lib',
    'formal/dh.pvl',
    '-lib',
    'formal/kem.pvl',
    '-lib',
    'formal/xx-psk4.pvl',
    'formal/cases/known-peers.pv',
  ]);
});
