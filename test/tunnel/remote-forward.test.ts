import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError, silentLogger, silentMetrics } from '../../src/base/index.ts';
import type { Channel } from '../../src/network/index.ts';
import { ChannelKeeper } from '../../src/tunnel/channel-keeper.ts';
import { parseForward } from '../../src/tunnel/forward.ts';
import { RemoteForward } from '../../src/tunnel/remote-forward.ts';
import { BIND_REPLY_BYTES, encodeBindReply } from '../../src/tunnel/tunnel-reply.ts';
import { ManualClock } from '../client/manual-clock.ts';

/** The stream of a request to listen, which the test answers as the peer. */
class LifeLine {
  readonly #reply = Promise.withResolvers<Uint8Array>();
  readonly #over = Promise.withResolvers<never>();
  wasReset = false;

  answer(reply: Uint8Array): void {
    this.#reply.resolve(reply);
  }

  readExactly(bytes: number): Promise<Uint8Array> {
    assert.equal(bytes, BIND_REPLY_BYTES);
    return Promise.race([this.#reply.promise, this.#over.promise]);
  }

  reset(reason: string): void {
    this.wasReset = true;
    this.#over.promise.catch(() => undefined);
    this.#over.reject(new QForgeError('STREAM_RESET', { stream: 1, reason }));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield* [];
    await this.#over.promise;
  }
}

/** A forward over a channel that is there at once, and the streams it opens on it. */
function rig() {
  const [clock, lines] = [new ManualClock(), [] as LifeLine[]];
  const channel = {
    isOpen: true,
    state: 'open',
    channelId: '00',
    closed: new Promise(() => undefined),
    onEvent: () => () => undefined,
    openStream: () => {
      const line = new LifeLine();
      lines.push(line);
      return line;
    },
  };
  const common = { clock, logger: silentLogger, metrics: silentMetrics };
  const keeper = new ChannelKeeper({
    ...common,
    peer: 'qf1bob',
    openChannel: () => Promise.resolve(channel as unknown as Channel),
    onChannel: () => undefined,
    random: { fill: (target) => target.fill(0) },
  });
  const settings = { ...common, maxConnections: 10, idleTimeoutMs: 0, allowPublicBind: false };
  const forward = new RemoteForward(7, parseForward('0:127.0.0.1:1'), keeper, 'qf1bob', settings);
  return { keeper, forward, lines };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a remote forward', () => {
  test('that is given up before the peer has answered takes its request back', async () => {
    const { keeper, forward, lines } = rig();
    await keeper.start();
    forward.begin();
    await turn();
    assert.equal(lines.length, 1);
    keeper.stop();
    forward.stop();
    lines[0]?.answer(encodeBindReply({ status: 'ok', port: 4711 }));
    await turn();
    assert.deepEqual([lines.length, lines[0]?.wasReset], [1, true]);
    assert.equal(forward.status().state, 'waiting');
  });

  test('leaves no stream open to a peer whose reply cannot be read', async () => {
    const { keeper, forward, lines } = rig();
    await keeper.start();
    const starting = forward.start();
    await turn();
    lines[0]?.answer(Uint8Array.of(255, 0, 0));
    await assert.rejects(starting, { code: 'MALFORMED' });
    assert.equal(lines[0]?.wasReset, true);
    keeper.stop();
    forward.stop();
  });
});
