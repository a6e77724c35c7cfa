import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogFields } from '../../src/base/index.ts';
import { LOG_QUIET_MS, LogThrottle } from '../../src/network/log-throttle.ts';
import { ManualClock } from '../client/manual-clock.ts';

function rig(): { clock: ManualClock; throttle: LogThrottle; lines: [string, LogFields | undefined][] } {
  const clock = new ManualClock();
  const lines: [string, LogFields | undefined][] = [];
  const logger = {
    log: (_level: string, _category: string, message: string, fields?: LogFields) => lines.push([message, fields]),
  };
  return { clock, lines, throttle: new LogThrottle({ log: (...line) => void logger.log(...line) }, clock) };
}

describe('a log throttle', () => {
  test('lets one line of a kind through, then counts until the time is over', () => {
    const { clock, throttle, lines } = rig();
    for (let index = 0; index < 1000; index++) throttle.log('warn', 'security', 'refused', { index });
    assert.deepEqual(lines, [['refused', { index: 0 }]]);
    clock.advance(LOG_QUIET_MS);
    throttle.log('warn', 'security', 'refused', { index: 1000 });
    assert.deepEqual(lines[1], ['refused', { index: 1000, leftOut: 999 }]);
    clock.advance(LOG_QUIET_MS);
    throttle.log('warn', 'security', 'refused');
    assert.deepEqual(lines[2], ['refused', {}]);
  });

  test('keeps kinds apart', () => {
    const { throttle, lines } = rig();
    for (const message of ['a', 'b', 'a', 'b', 'c']) throttle.log('info', 'network', message);
    assert.deepEqual(
      lines.map(([message]) => message),
      ['a', 'b', 'c'],
    );
  });
});
