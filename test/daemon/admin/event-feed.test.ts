import assert from 'node:assert/strict';
import test from 'node:test';
import { EVENTS_KEPT, EventFeed } from '../../../src/daemon/admin/event-feed.ts';

function feedWith(count: number): EventFeed {
  const feed = new EventFeed();
  for (let data = 1; data <= count; data += 1) feed.publish({ type: 'tick', data });
  return feed;
}

test('everybody who listens hears every event from then on, numbered without gaps', () => {
  const feed = feedWith(2);
  const heard: number[][] = [[], []];
  const stops = heard.map((list) => feed.listen(({ id }) => list.push(id)));
  feed.publish({ type: 'tick', data: 0 });
  stops[0]?.();
  feed.publish({ type: 'tick', data: 0 });
  assert.deepEqual(heard, [[3], [3, 4]]);
  assert.equal(feed.listeners, 1);
});

test('who comes back is told what was missed', () => {
  const feed = feedWith(5);
  assert.deepEqual(
    feed.since(3)?.map(({ id }) => id),
    [4, 5],
  );
  assert.deepEqual(feed.since(5), []);
  assert.deepEqual(feed.since(0)?.length, 5);
  assert.deepEqual(new EventFeed().since(0), []);
});

test('what is gone, or was never there, is not made up', () => {
  const feed = feedWith(EVENTS_KEPT + 10);
  assert.equal(feed.since(9), undefined);
  assert.equal(feed.since(10)?.length, EVENTS_KEPT);
  assert.equal(feed.since(EVENTS_KEPT + 11), undefined);
});
