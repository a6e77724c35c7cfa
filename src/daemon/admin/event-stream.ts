import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { QForgeError } from '../../base/index.ts';
import type { EventFeed, NumberedEvent } from './event-feed.ts';
import { EventQueue } from './event-queue.ts';

/** Streams at once; each costs a little with every event. */
export const MAX_STREAMS = 16;

/** Answers with the feed's events as they come, by server-sent events; those missed since `Last-Event-ID` first. Throws `ADMIN_BUSY`. */
export function eventStream(context: Context, feed: EventFeed): Response {
  if (feed.listeners >= MAX_STREAMS) throw new QForgeError('ADMIN_BUSY', { perSecond: MAX_STREAMS });
  const queue = new EventQueue(missedEvents(context.req.header('last-event-id'), feed));
  const stopListening = feed.listen((event) => queue.push(event));
  return streamSSE(context, async (stream) => {
    stream.onAbort(() => {
      stopListening();
      queue.end();
    });
    await stream.write(': open\n\n');
    for await (const event of queue) await stream.writeSSE(sseMessage(event));
    stopListening();
  });
}

/** A page whose last event is not known here starts anew: it is told to read everything again. */
function missedEvents(unverifiedLastId: string | undefined, feed: EventFeed): readonly NumberedEvent[] {
  if (unverifiedLastId === undefined || !/^\d{1,15}$/u.test(unverifiedLastId)) return [];
  return feed.since(Number(unverifiedLastId)) ?? [{ id: 0, type: 'reset', data: {} }];
}

function sseMessage({ id, type, data }: NumberedEvent): { id: string; event: string; data: string } {
  return { id: String(id), event: type, data: JSON.stringify(data) };
}
