import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../../src/network/channel.ts';
import { ChannelListeners } from '../../src/network/channel-listeners.ts';

test('everybody hears of a channel at once, whatever another does about it, until they no longer want to', async () => {
  const logged: unknown[] = [];
  const listeners = new ChannelListeners({
    log: (level, _category, message, fields) => logged.push([level, message, fields]),
  });
  const channel = { peerId: 'qf1' } as Channel;
  const heard: string[] = [];
  listeners.add(() => {
    throw new TypeError('a defect');
  });
  const stop = listeners.add(({ peerId }) => heard.push(peerId));
  listeners.announce(channel);
  assert.deepEqual(heard, ['qf1']);
  assert.deepEqual(logged, [['error', 'a listener for channels threw', { reason: 'a defect' }]]);
  stop();
  listeners.announce(channel);
  assert.equal(heard.length, 1);
  listeners.add(() => Promise.reject(new TypeError('a defect that comes later')));
  listeners.announce(channel);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(logged.at(-1), ['error', 'a listener for channels threw', { reason: 'a defect that comes later' }]);
});
