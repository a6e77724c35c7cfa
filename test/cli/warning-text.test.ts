import assert from 'node:assert/strict';
import test from 'node:test';
import { warningText } from '../../src/cli/warning-text.ts';
import { samplePeerId } from '../client/peer-samples.ts';

const peer = samplePeerId('alice');

test('a warning is one line: what, why, and the rest in brackets', () => {
  assert.equal(warningText('network', 'it broke'), 'network: it broke');
  assert.equal(
    warningText('network', 'it broke', { code: 'X', count: 2, gone: undefined }),
    'network: it broke (code X, count 2)',
  );
  assert.equal(
    warningText('network', 'no', { peer, code: 'X', reason: `${peer} may not.` }),
    `network: no: ${peer.slice(0, 12)}... may not (peer ${peer.slice(0, 12)}..., code X)`,
  );
});

test('a warning cannot move the cursor, whatever a peer is called', () => {
  assert.doesNotMatch(warningText('a', 'b\u001b[2J', { reason: '\n\u202e', x: '\r' }), /[\p{Cc}\p{Cf}]/u);
});
