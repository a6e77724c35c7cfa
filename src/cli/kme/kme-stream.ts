import { createHash } from 'node:crypto';
import { scheduler } from 'node:timers/promises';
import { assert, QForgeError, systemClock } from '../../base/index.ts';
import {
  openStreamClient,
  readKmeAccess,
  STREAM_STATUS,
  type StreamChunk,
  type StreamClient,
  type StreamStatus,
  type StreamWish,
} from '../../qkd/index.ts';

/** Between calls that gave no chunk: the first pause, which doubles, and the longest. docs/resilience.md */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 2000];

const { success, peerAbsent, insufficientKey, peerNotConnected, noConnection } = STREAM_STATUS;
const { streamInUse, timedOut, qosUnmet, metadataTooSmall } = STREAM_STATUS;

/** What a status means to whoever waits. */
const MEANINGS: Readonly<Record<StreamStatus, string>> = {
  [success]: 'there is a chunk',
  [peerAbsent]: 'the peer has not opened the stream',
  [insufficientKey]: 'there is too little key',
  [peerNotConnected]: 'the peer has not opened the stream, or has closed it',
  [noConnection]: 'no link joins the two key managers, or the other one does not answer',
  [streamInUse]: 'the ID of the stream is in use, or was a little while ago',
  [timedOut]: 'the call took too long',
  [qosUnmet]: 'the two ends want streams of different kinds',
  [metadataTooSmall]: 'the metadata do not fit',
};
/** Statuses of GET_KEY that pass by themselves: nothing was taken, and the same chunk comes later. */
const PASSING: readonly StreamStatus[] = [insufficientKey, peerNotConnected, noConnection, timedOut];
/** Statuses of OPEN_CONNECT that another call would get again. */
const LASTING: readonly StreamStatus[] = [streamInUse, qosUnmet];

/** What to take, and from whom. */
export interface StreamTrial {
  readonly access: string;
  readonly peer: string;
  readonly streamId: string | undefined;
  readonly chunks: number;
  readonly signal: AbortSignal;
}

/** A piece of a stream as it may be shown: its SHA-256, which both ends can compare, and not the key. */
export interface ShownChunk {
  readonly index: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly simulated: boolean;
}

/** What a command shows of a stream. */
export interface StreamShow {
  readonly opened: (streamId: string) => void;
  readonly taken: (chunk: ShownChunk) => void;
  /** There is no chunk for now, and why; once for each reason. */
  readonly waiting: (meaning: string) => void;
}

/**
 * Opens a stream, tells its ID, takes chunks as the peer does, and closes it. Waits for key, peer and link until the signal.
 *
 * Throws what the client throws, `KME_REQUEST_REJECTED` for a stream that cannot be opened, `KME_UNAVAILABLE` for one that cannot be now.
 */
export async function takeStream(
  { access: path, peer, streamId, chunks, signal }: StreamTrial,
  show: StreamShow,
): Promise<void> {
  const access = await readKmeAccess(path);
  using client = await openStreamClient(access, systemClock);
  const id = await openStream(client, access.url, { source: access.sae, destination: peer, streamId });
  show.opened(id);
  try {
    for (let count = 0; count < chunks; count += 1) {
      const chunk = await nextChunk(client, id, show, signal);
      if (chunk === undefined) return;
      show.taken(shown(chunk));
    }
  } finally {
    // A stream that cannot be closed now ends by itself when nobody uses it.
    await client.close(id).catch(() => undefined);
  }
}

/** This end has no wishes of its own: what the other end needs is agreed to. Gives the ID of the stream. */
async function openStream(client: StreamClient, kme: string, wish: StreamWish): Promise<string> {
  const first = await client.openConnect(wish);
  const answer = first.status === qosUnmet ? await client.openConnect({ ...wish, qos: first.qos }) : first;
  const { status, streamId } = answer;
  if (status === success || status === peerAbsent) return streamId;
  const reason = `${MEANINGS[status]} (status ${status} of ETSI GS QKD 004)`;
  throw new QForgeError(LASTING.includes(status) ? 'KME_REQUEST_REJECTED' : 'KME_UNAVAILABLE', { kme, reason });
}

/** The next chunk; undefined if the command is to end before there is one. The client lets no other status through than those that pass. */
async function nextChunk(
  client: StreamClient,
  id: string,
  { waiting }: StreamShow,
  signal: AbortSignal,
): Promise<StreamChunk | undefined> {
  let pauseMs = FIRST_PAUSE_MS;
  let last: StreamStatus | undefined;
  while (!signal.aborted) {
    const { status, chunk } = await client.getKey(id);
    if (chunk !== undefined) return chunk;
    assert(PASSING.includes(status), 'a status that passes');
    if (status !== last) waiting(MEANINGS[status]);
    last = status;
    await scheduler.wait(pauseMs, { signal }).catch(() => undefined);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
  return undefined;
}

function shown({ index, key, simulated }: StreamChunk): ShownChunk {
  using secret = key;
  const bytes = secret.expose();
  return { index, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), simulated };
}
