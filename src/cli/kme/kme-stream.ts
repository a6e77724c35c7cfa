import { createHash } from 'node:crypto';
import { scheduler } from 'node:timers/promises';
import { QForgeError, systemClock } from '../../base/index.ts';
import {
  openStreamClient,
  readKmeAccess,
  STREAM_STATUS,
  type StreamChunk,
  type StreamClient,
} from '../../qkd/index.ts';

const ASK_AGAIN_MS = 100;
/** Statuses that pass by themselves and have taken nothing. */
const PASSING: readonly number[] = [STREAM_STATUS.peerNotConnected, STREAM_STATUS.insufficientKey];

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

/**
 * Opens a stream, tells its ID, takes chunks as the peer does, and closes it.
 *
 * Throws what the client throws, and `KME_UNAVAILABLE` for a status that does not pass.
 */
export async function takeStream(
  { access: path, peer, streamId, chunks, signal }: StreamTrial,
  opened: (streamId: string) => void,
  taken: (chunk: ShownChunk) => void,
): Promise<void> {
  const access = await readKmeAccess(path);
  using client = await openStreamClient(access, systemClock);
  const { status, streamId: id } = await client.openConnect({ source: access.sae, destination: peer, streamId });
  if (status !== STREAM_STATUS.success && status !== STREAM_STATUS.peerAbsent) throw refused(access.url, status);
  opened(id);
  try {
    for (let count = 0; count < chunks; count += 1) {
      const chunk = await nextChunk(client, access.url, id, signal);
      if (chunk === undefined) return;
      taken(shown(chunk));
    }
  } finally {
    // A stream that cannot be closed now ends by itself when nobody uses it.
    await client.close(id).catch(() => undefined);
  }
}

/** The next chunk; undefined if the command is to end before there is one. */
async function nextChunk(
  client: StreamClient,
  kme: string,
  id: string,
  signal: AbortSignal,
): Promise<StreamChunk | undefined> {
  while (!signal.aborted) {
    const { status, chunk } = await client.getKey(id);
    if (chunk !== undefined) return chunk;
    if (!PASSING.includes(status)) throw refused(kme, status);
    await scheduler.wait(ASK_AGAIN_MS, { signal }).catch(() => undefined);
  }
  return undefined;
}

function shown({ index, key, simulated }: StreamChunk): ShownChunk {
  using secret = key;
  const bytes = secret.expose();
  return { index, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), simulated };
}

function refused(kme: string, status: number): QForgeError<'KME_UNAVAILABLE'> {
  return new QForgeError('KME_UNAVAILABLE', { kme, reason: `status ${status} of ETSI GS QKD 004` });
}
