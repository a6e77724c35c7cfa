import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Turns } from '../../../src/qkd/kme/turns.ts';

describe('turns', () => {
  test('come one after the other under one name, also after a failure, and at once under two', async () => {
    const turns = new Turns();
    const events: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const first = turns.take('a', async () => {
      await gate.promise;
      events.push('first');
      throw new RangeError('first failed');
    });
    const second = turns.take('a', () => Promise.resolve(events.push('second')));
    await turns.take('b', () => Promise.resolve(events.push('other')));
    assert.deepEqual(events, ['other']);
    gate.resolve(undefined);
    await assert.rejects(first, /first failed/u);
    assert.equal(await second, 3);
    assert.deepEqual(events, ['other', 'first', 'second']);
  });
});
