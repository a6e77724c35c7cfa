import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { DRAIN_LIMIT_MS, type ReplacedSession, ReplacedSessions } from '../../src/network/replaced-sessions.ts';
import { ManualClock } from '../client/manual-clock.ts';

/** A session that notes what is asked of it. */
class NotingSession implements ReplacedSession {
  readonly asked: string[] = [];
  hasStreams: boolean;

  constructor(hasStreams: boolean) {
    this.hasStreams = hasStreams;
  }

  close(): void {
    this.asked.push('close');
  }

  abort({ code }: QForgeError): void {
    this.asked.push(code);
  }
}

function rig(): {
  clock: ManualClock;
  replaced: ReplacedSessions<NotingSession>;
  busy: NotingSession;
  idle: NotingSession;
} {
  const clock = new ManualClock();
  const replaced = new ReplacedSessions<NotingSession>(clock, 'qf1peer');
  const [busy, idle] = [new NotingSession(true), new NotingSession(false)];
  replaced.add(busy);
  replaced.add(idle);
  return { clock, replaced, busy, idle };
}

test('those without streams can be closed, and each is there until it is over', () => {
  const { replaced, busy, idle } = rig();
  replaced.closeDrained();
  assert.deepEqual([busy.asked, idle.asked, replaced.all], [[], ['close'], [busy, idle]]);
  replaced.remove(idle);
  busy.hasStreams = false;
  replaced.closeDrained();
  assert.deepEqual([busy.asked, idle.asked, replaced.all], [['close'], ['close'], [busy]]);
});

test('all are closed, or given up, with their channel', () => {
  const { replaced, busy, idle } = rig();
  replaced.close();
  replaced.abort(new QForgeError('CHANNEL_CLOSED', { peer: 'qf1peer' }));
  assert.deepEqual(
    [busy.asked, idle.asked],
    [
      ['close', 'CHANNEL_CLOSED'],
      ['close', 'CHANNEL_CLOSED'],
    ],
  );
});

test('streams that never end are given up after the limit, and nothing is left behind of a session that is over', () => {
  const { clock, replaced, busy, idle } = rig();
  replaced.remove(idle);
  replaced.remove(idle);
  clock.advance(DRAIN_LIMIT_MS - 1);
  assert.deepEqual(busy.asked, []);
  clock.advance(1);
  assert.deepEqual([busy.asked, idle.asked], [['CONNECTION_LOST'], []]);
});
