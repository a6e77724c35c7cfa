import { isQForgeError, type Logger, QForgeError, utf8 } from '../../base/index.ts';
import type { Channel, ChannelStream } from '../../network/index.ts';
import type { MessageRouter } from './message-router.ts';
import { MAX_ROUTE_FRAME_BYTES } from './routing-limits.ts';

/** Header of the stream that carries the frames of two neighbours. spec/routing §1 */
export const ROUTE_PROTOCOL: Uint8Array = utf8('qforge.route/1\0');

const LENGTH_BYTES = 4;

/** Makes neighbours of the peers of channels: one stream on each, opened by the side that opened the channel. spec/routing §1 */
export class ChannelLinks {
  readonly #router: MessageRouter;
  readonly #logger: Logger;

  constructor(router: MessageRouter, logger: Logger) {
    this.#router = router;
    this.#logger = logger;
  }

  /** Uses a channel as a link for as long as it is open, over cuts; returns the way to stop that. */
  add(channel: Channel): () => void {
    if (channel.role === 'responder') {
      return channel.claimStreams(ROUTE_PROTOCOL, (stream) => void this.#run(channel, stream));
    }
    this.#open(channel);
    return channel.onEvent(({ type }) => {
      if (type === 'resumed') this.#open(channel);
    });
  }

  #open(channel: Channel): void {
    try {
      if (channel.state === 'open') void this.#run(channel, channel.openStream(ROUTE_PROTOCOL));
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      this.#logger.log('warn', 'network', 'no link for routes', { peer: channel.peerId, reason: error.code });
    }
  }

  /** Carries frames until the stream ends. */
  async #run({ peerId }: Channel, stream: ChannelStream): Promise<void> {
    const link = this.#router.attach({
      peerId,
      post: (frame) => void write(stream, frame),
      close: (reason) => stream.reset(reason),
    });
    try {
      for (;;) link.receive(await readFrame(stream, peerId));
    } catch (error) {
      link.lost();
      if (!isQForgeError(error)) throw error;
      this.#logger.log('debug', 'network', 'link for routes ended', { peer: peerId, reason: error.code });
    }
  }
}

//  | length u32 | frame |      spec/routing §1
async function readFrame(stream: ChannelStream, peer: string): Promise<Uint8Array> {
  const head = await stream.readExactly(LENGTH_BYTES);
  const length = new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getUint32(0);
  if (length > MAX_ROUTE_FRAME_BYTES) {
    stream.reset('a frame is too long');
    throw new QForgeError('MALFORMED', { what: `A routing frame of ${peer}`, reason: `it has ${length} bytes` });
  }
  return stream.readExactly(length);
}

async function write(stream: ChannelStream, frame: Uint8Array): Promise<void> {
  const bytes = new Uint8Array(LENGTH_BYTES + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length);
  bytes.set(frame, LENGTH_BYTES);
  try {
    await stream.write(bytes);
  } catch (error) {
    // Who reads the stream hears of its end too.
    if (!isQForgeError(error)) throw error;
  }
}
