import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkControlAnswer } from '../../../src/validator/control/control-answer.ts';

const PROPOSAL = 'ab'.repeat(32);
const malformed = { code: 'MALFORMED' };

describe('the answer of a validator', () => {
  test('is given as it is when it holds what was asked for, whatever it holds beside', () => {
    const vote = { proposal: PROPOSAL, verdict: 'approve', later: 1 };
    assert.equal(checkControlAnswer('vote', vote), vote);
    const listed = { height: 3, decisions: [{ height: 3 }] };
    assert.equal(checkControlAnswer('decisions', listed), listed);
    const pending = { proposal: PROPOSAL, deadlineHeight: 9, outcome: 'pending' };
    assert.equal(checkControlAnswer('propose', pending), pending);
  });

  test('is refused when a field is missing or of another kind', () => {
    const proof = { outcome: 'approved', height: 1, receipt: '', decision: '' };
    checkControlAnswer('proof', proof);
    for (const name of Object.keys(proof)) {
      assert.throws(() => checkControlAnswer('proof', { ...proof, [name]: undefined }), malformed, name);
      assert.throws(() => checkControlAnswer('proof', { ...proof, [name]: {} }), malformed, name);
    }
    assert.throws(() => checkControlAnswer('vote', { proposal: 'short', verdict: 'approve' }), malformed);
    assert.throws(() => checkControlAnswer('decisions', { height: 1, decisions: [1] }), malformed);
    for (const none of [undefined, null, 7, 'text', []]) {
      assert.throws(() => checkControlAnswer('status', none), malformed);
    }
  });
});
