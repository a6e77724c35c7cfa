import assert from 'node:assert/strict';
import test from 'node:test';
import { Hono } from 'hono';
import { EVENTS_KEPT, EventFeed } from '../../../src/daemon/admin/event-feed.ts';
import { eventStream, MAX_STREAMS } from '../../../src/daemon/admin/event-stream.ts';

interface Reader {
  /** The next events, as their lines. */
  next(count: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

async function open(feed: EventFeed, lastId?: string): Promise<Reader> {
  const app = new Hono();
  app.get('/', (context) => eventStream(context, feed));
  app.onError((error, context) => context.text((error as { code?: string }).code ?? '', 429));
  const response = await app.request('/', lastId === undefined ? {} : { headers: { 'last-event-id': lastId } });
  assert.equal(response.status, 200, await (response.status === 200 ? '' : response.text()));
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader !== undefined);
  let text = '';
  const next = async (count: number): Promise<readonly string[]> => {
    const events = (): readonly string[] => text.split('\n\n').filter((part) => part.startsWith('event:'));
    while (events().length < count) {
      const { value, done } = await reader.read();
      assert.ok(!done, 'the stream went on');
      text += value;
    }
    return events();
  };
  return { next, close: () => reader.cancel() };
}

test('events come as they happen, with their numbers', async () => {
  const feed = new EventFeed();
  feed.publish({ type: 'tick', data: 'before' });
  const reader = await open(feed);
  feed.publish({ type: 'tick', data: { value: 1 } });
  feed.publish({ type: 'tock', data: 'two\nlines' });
  assert.deepEqual(await reader.next(2), [
    'event: tick\ndata: {"value":1}\nid: 2',
    'event: tock\ndata: "two\\nlines"\nid: 3',
  ]);
  await reader.close();
});

test('who comes back gets what was missed first', async () => {
  const feed = new EventFeed();
  for (const data of [1, 2, 3]) feed.publish({ type: 'tick', data });
  const reader = await open(feed, '1');
  feed.publish({ type: 'tick', data: 4 });
  assert.deepEqual(
    (await reader.next(3)).map((event) => /data: (.*)/u.exec(event)?.[1]),
    ['2', '3', '4'],
  );
  await reader.close();
});

test('who was away too long, or comes from another process, is told to start anew', async () => {
  const feed = new EventFeed();
  for (let data = 0; data < EVENTS_KEPT + 5; data += 1) feed.publish({ type: 'tick', data });
  for (const lastId of ['1', '99999']) {
    const reader = await open(feed, lastId);
    assert.match((await reader.next(1))[0] ?? '', /^event: reset/u);
    await reader.close();
  }
});

test('what is no number of an event counts as none', async () => {
  const feed = new EventFeed();
  for (const lastId of ['x', '-1', '1e3', '9'.repeat(16)]) {
    const reader = await open(feed, lastId);
    feed.publish({ type: 'tick', data: lastId });
    assert.match((await reader.next(1))[0] ?? '', /^event: tick/u);
    await reader.close();
  }
});

test('a stream that is closed is forgotten, and there are only so many', async () => {
  const feed = new EventFeed();
  const readers = await Promise.all(Array.from({ length: MAX_STREAMS }, () => open(feed)));
  assert.equal(feed.listeners, MAX_STREAMS);
  await assert.rejects(open(feed), /ADMIN_BUSY/u);
  await Promise.all(readers.map((reader) => reader.close()));
  assert.equal(feed.listeners, 0);
});
