import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { assertForwards, forwardLine, linkLine } from '../../src/cli/tunnel-report.ts';

const traffic = {
  open: 0,
  total: 0,
  failed: 0,
  failures: {},
  bytesOut: 0,
  bytesIn: 0,
  state: 'ready',
  peer: 'qf1bob',
} as const;

test('a forward says which end is where', () => {
  const local = { ...traffic, kind: 'local', listen: '127.0.0.1:5432', target: 'db:5432' } as const;
  assert.equal(forwardLine(local, 'bob'), '127.0.0.1:5432 here leads to db:5432 at bob');
  const remote = { ...traffic, kind: 'remote', listen: '127.0.0.1:80', target: 'localhost:3000' } as const;
  assert.equal(forwardLine(remote, 'bob'), '127.0.0.1:80 at bob leads to localhost:3000 here');
});

test('what became of a channel is said with what it means for connections', () => {
  assert.equal(
    linkLine({ channel: 'reconnecting', problem: 'CONNECTION_LOST' }, 'bob'),
    'the channel to bob was cut (CONNECTION_LOST); new connections wait for it, 10 s at most',
  );
  assert.equal(
    linkLine({ channel: 'none', problem: undefined }, 'bob'),
    'the channel to bob is gone, and another is tried for; new connections wait for it, 10 s at most',
  );
  assert.equal(linkLine({ channel: 'open', problem: undefined }, 'bob'), 'the channel to bob is there again');
});

test('nothing to forward is a mistake on the command line', () => {
  assert.throws(
    () => assertForwards([], []),
    (error) => isQForgeError(error, 'COMMAND_LINE_INVALID'),
  );
  assertForwards(['80:web:80'], []);
  assertForwards([], ['80:web:80']);
});
