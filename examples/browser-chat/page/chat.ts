import { BrowserClient, type Channel, isQForgeError } from '../../../src/browser/index.ts';
import { chatBytes, readTold } from '../chat-message.ts';
import { ChatView } from './chat-view.ts';

/** Enough of a PeerId to tell people in a room apart. */
const SHORT_ID_LENGTH = 12;

interface RoomAddress {
  readonly peerId: string;
  readonly address: string;
}

const view = new ChatView({
  onJoin: () => void join(),
  onCancel: cancel,
  onLeave: () => void leave(),
  onSay: (text) => void say(text),
});
let client: BrowserClient | undefined;
let room: RoomAddress | undefined;
let channel: Channel | undefined;
let attempt: AbortController | undefined;
let isLeaving = false;

await open();

/** Opens this page's identity, and learns where the room is. */
async function open(): Promise<void> {
  try {
    client = await BrowserClient.open();
    const answer = await fetch('/room.json');
    if (!answer.ok) throw new Error(`The page's server does not say where the room is (${answer.status}).`);
    room = (await answer.json()) as RoomAddress;
    view.showIdentities(client.peerId, room.peerId);
    view.show('ready');
  } catch (error) {
    fail(error);
  }
}

async function join(): Promise<void> {
  if (client === undefined || room === undefined) return open();
  isLeaving = false;
  view.show('connecting');
  attempt = new AbortController();
  try {
    const { peerId, address } = room;
    channel = await client.connect(peerId, address, { signal: attempt.signal });
    listenTo(channel);
  } catch (error) {
    if (attempt.signal.aborted) view.show('ready');
    else fail(error);
  }
}

function listenTo(joined: Channel): void {
  const { handshakeMs } = joined.statistics();
  view.showChat(`${joined.suite.name}, agreed in ${Math.round(handshakeMs)} ms`);
  joined.onMessage((message) => {
    const told = readTold(message);
    if (told !== undefined) view.add(told.text, told.from.slice(0, SHORT_ID_LENGTH));
  });
  joined.onEvent(({ type }) => {
    if (type === 'reconnecting') view.show('reconnecting');
    else if (type === 'resumed') view.show('connected');
  });
  void joined.closed.then((failure) => {
    if (failure !== undefined) fail(failure);
    else if (isLeaving) view.show('ready');
    else view.showFailure('The room was closed.', 'Join again when it is open.', 'CHANNEL_CLOSED');
  });
}

/** A message is sent when the room has taken it, not before. */
async function say(text: string): Promise<void> {
  const entry = view.add(text);
  try {
    await channel?.send(chatBytes({ text }));
    entry.sent();
  } catch {
    entry.lost();
  }
}

function cancel(): void {
  attempt?.abort();
  view.show('ready');
}

async function leave(): Promise<void> {
  isLeaving = true;
  await channel?.close();
}

function fail(error: unknown): void {
  if (isQForgeError(error)) view.showFailure(error.message, error.hint, error.code);
  else
    view.showFailure(
      error instanceof Error ? error.message : String(error),
      'Try again, or reload the page.',
      'UNEXPECTED',
    );
}
