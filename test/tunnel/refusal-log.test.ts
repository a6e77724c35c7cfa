import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { MAX_REFUSALS, RefusalLog } from '../../src/tunnel/refusal-log.ts';
import { ManualClock } from '../client/manual-clock.ts';

const notAllowed = new QForgeError('FORWARD_NOT_ALLOWED', { peer: 'p', what: 'w' });
const closed = new QForgeError('CONNECTION_REFUSED', { address: 'db:1' });

test('what was refused is remembered, the latest first, up to a bound', () => {
  const clock = new ManualClock();
  const log = new RefusalLog(clock);
  for (let port = 1; port <= MAX_REFUSALS + 3; port += 1) {
    clock.advance(1);
    log.note(notAllowed, { peer: 'qf1a', wish: 'connect', address: `db:${port}` });
  }
  assert.equal(log.entries.length, MAX_REFUSALS);
  assert.deepEqual(log.entries[0], {
    atMs: clock.wallMs(),
    peer: 'qf1a',
    wish: 'connect',
    address: `db:${MAX_REFUSALS + 3}`,
    code: 'FORWARD_NOT_ALLOWED',
  });
  assert.equal(log.entries.at(-1)?.address, 'db:4');
});

test('a target that does not answer refuses nobody; a listener that cannot be made does', () => {
  const log = new RefusalLog(new ManualClock());
  log.note(closed, { peer: 'qf1a', wish: 'connect', address: 'db:1' });
  assert.deepEqual(log.entries, []);
  log.note(new QForgeError('PORT_IN_USE', { address: 'x:1' }), { peer: 'qf1a', wish: 'listen', address: 'x:1' });
  assert.deepEqual(
    log.entries.map(({ wish, code }) => [wish, code]),
    [['listen', 'PORT_IN_USE']],
  );
});
