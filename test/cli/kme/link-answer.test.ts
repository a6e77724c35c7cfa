import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, QForgeError, SecretBytes } from '../../../src/base/index.ts';
import { blockAnswer, blockOf, failureAnswer } from '../../../src/cli/kme/link-answer.ts';
import type { KeyBlock } from '../../../src/qkd/index.ts';

const report = { protocol: 'bb84-decoy', simulated: true, qber: 0.01, finalBits: 16 } as KeyBlock['report'];

describe('what the thread of a link says', () => {
  test('a block goes over as it is, and no copy stays at either side', () => {
    const block = { alice: SecretBytes.take(Uint8Array.of(1, 2)), bob: SecretBytes.take(Uint8Array.of(1, 2)), report };
    const answer = blockAnswer(block);
    for (const secret of [block.alice, block.bob]) assert.throws(() => secret.expose(), /wiped/u);
    const sent = structuredClone(answer, { transfer: [answer.alice.buffer, answer.bob.buffer] });
    assert.equal(answer.alice.length + answer.bob.length, 0);
    const received = blockOf(sent);
    assert.deepEqual([...received.alice.expose(), ...received.bob.expose()], [1, 2, 1, 2]);
    assert.deepEqual(received.report, report);
    assert.deepEqual([...sent.alice, ...sent.bob], [0, 0, 0, 0]);
  });

  test('errors keep their code and details; what is no error of the catalogue is thrown', () => {
    const reason = 'the error rate is above the limit';
    const answer = structuredClone(failureAnswer(new QForgeError('QKD_ABORTED', { reason })));
    assert.throws(
      () => blockOf(answer),
      (error) => isQForgeError(error, 'QKD_ABORTED') && error.details.reason === reason,
    );
    assert.throws(() => failureAnswer(new RangeError('a defect')), /a defect/u);
  });
});
