import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { decodeControlRequest } from '../../../src/validator/control/control-request.ts';
import { ControlSocket } from '../../../src/validator/control/control-socket.ts';
import { askValidator } from '../../../src/validator/index.ts';
import { assertRefused, assertRejected } from '../../crypto/refusal.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';

const PROPOSAL = 'ab'.repeat(32);

test('a request is one line with exactly what its method takes', () => {
  const propose = { method: 'propose', title: 't', content: '', heights: 1, waitMs: 0 };
  for (const good of [
    { method: 'status' },
    { method: 'vote', proposal: PROPOSAL, verdict: 'reject' },
    { method: 'proof', proposal: PROPOSAL, waitMs: 5 },
    { method: 'decisions', before: 5, count: 100 },
    propose,
  ]) {
    assert.deepEqual(decodeControlRequest(JSON.stringify(good)), good);
  }
  const bad = [
    '',
    'null',
    '[]',
    '{}',
    '{"method":"stop"}',
    '{"method":"vote","proposal":"x","verdict":"approve"}',
    `{"method":"vote","proposal":"${PROPOSAL}","verdict":"maybe"}`,
    '{"method":"decisions","before":5,"count":101}',
    JSON.stringify({ ...propose, heights: -1 }),
    JSON.stringify({ ...propose, waitMs: 1e9 }),
    JSON.stringify({ ...propose, method: 'change', added: [], removed: [7], isTrial: false }),
    JSON.stringify({ ...propose, title: 7 }),
  ];
  for (const line of bad) assertRefused('MALFORMED', () => decodeControlRequest(line));
});

test('only the owner can ask; answers and refusals come back', async (t) => {
  const folder = temporaryFolder(t);
  const control = await ControlSocket.start(join(folder, 'control.sock'), (request) => {
    if (request.method === 'decisions') return Promise.resolve({ height: 0, decisions: [] });
    if (request.method === 'status') return Promise.resolve({ fine: true });
    throw new QForgeError('VALIDATOR_REQUEST_REFUSED', { reason: 'it is a test' });
  });
  assert.equal(statSync(join(folder, 'control.sock')).mode & 0o777, 0o600);
  const { height, decisions } = await askValidator(folder, { method: 'decisions', before: 1, count: 1 });
  assert.deepEqual([height, decisions], [0, []]);
  await assertRejected('MALFORMED', () => askValidator(folder, { method: 'status' }));
  await assert.rejects(
    askValidator(folder, { method: 'vote', proposal: PROPOSAL, verdict: 'approve' }),
    /it is a test/u,
  );
  const socket = connect(join(folder, 'control.sock'));
  socket.on('error', () => undefined).write('x'.repeat(500_000));
  await new Promise((resolve) => socket.once('close', resolve));
  await control.stop();
  await assertRejected('VALIDATOR_NOT_RUNNING', () => askValidator(folder, { method: 'status' }));
});

test('a path that no socket can have is refused', async () => {
  await assertRejected('LISTEN_FAILED', () =>
    ControlSocket.start(`/tmp/${'x'.repeat(120)}`, () => Promise.resolve(null)),
  );
});
