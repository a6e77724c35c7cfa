import type { MsgRequest, StoredMsg } from '@nats-io/jetstream';
import { isNoMessage } from './nats-failure.ts';
import type { NatsLink } from './nats-link.ts';

/**
 * Messages of a stream read one by one, through its leader: `first`, then each next one under the same subject.
 *
 * No consumer is made for it: who may make consumers can have the server publish for it.
 */
export async function* storedEntries(
  link: NatsLink,
  stream: string,
  subject: string,
  first = 1,
): AsyncGenerator<StoredMsg> {
  for (let sequence = first; ; ) {
    const entry = await nextEntry(link, stream, subject, sequence);
    if (entry === undefined) return;
    yield entry;
    sequence = entry.seq + 1;
  }
}

/**
 * All messages of a stream whose every message is under this subject, `first` being the number of the first.
 *
 * Servers of 2.9 can have a message that they do not find by its subject (ADR 0184): where nothing is found the first one is read by its number.
 */
export async function* allEntries(
  link: NatsLink,
  stream: string,
  subject: string,
  first: number,
): AsyncGenerator<StoredMsg> {
  let found = 0;
  for await (const entry of storedEntries(link, stream, subject)) {
    found += 1;
    yield entry;
  }
  const entry = found === 0 ? await entryAt(link, stream, first) : undefined;
  if (entry !== undefined) yield entry;
}

/** The first message under a subject from a sequence on; undefined if there is none. */
export function nextEntry(
  link: NatsLink,
  stream: string,
  subject: string,
  sequence: number,
): Promise<StoredMsg | undefined> {
  // The types of the client know the two only one at a time; the server takes them together since 2.9.
  const query: MsgRequest & { readonly next_by_subj: string } = { seq: sequence, next_by_subj: subject };
  return found(link, () => link.jsm.streams.getMessage(stream, query));
}

/** The message of a sequence; undefined if it is gone. */
export function entryAt(link: NatsLink, stream: string, sequence: number): Promise<StoredMsg | undefined> {
  return found(link, () => link.jsm.streams.getMessage(stream, { seq: sequence }));
}

/** Removes a message and overwrites it; false if it is gone already. Through R3 before it resolves. */
export function removeEntry(link: NatsLink, stream: string, sequence: number): Promise<boolean> {
  return link.call(async () => {
    try {
      return await link.jsm.streams.deleteMessage(stream, sequence, true);
    } catch (error) {
      if (isNoMessage(error)) return false;
      throw error;
    }
  });
}

function found(link: NatsLink, get: () => Promise<StoredMsg | null>): Promise<StoredMsg | undefined> {
  return link.call(async () => {
    try {
      return (await get()) ?? undefined;
    } catch (error) {
      if (isNoMessage(error)) return undefined;
      throw error;
    }
  });
}
