import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError, QForgeError } from '../../src/base/index.ts';
import { asTunnelError } from '../../src/tunnel/tunnel-error.ts';

test('an error of the project stays itself, and any other becomes its cause', () => {
  const own = new QForgeError('CHANNEL_CLOSED', { peer: 'bob' });
  assert.equal(asTunnelError(own), own);
  const foreign = new TypeError('x');
  const wrapped = asTunnelError(foreign);
  assert.ok(isQForgeError(wrapped, 'INTERNAL'));
  assert.equal(wrapped.cause, foreign);
});
