import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError, silentLogger, silentMetrics, systemClock } from '../../src/base/index.ts';
import type { Channel, ChannelStream } from '../../src/network/index.ts';
import type { TunnelRules } from '../../src/tunnel/access-list.ts';
import { RefusalLog } from '../../src/tunnel/refusal-log.ts';
import { ServedPeer } from '../../src/tunnel/served-peer.ts';
import { decodeBindReply } from '../../src/tunnel/tunnel-reply.ts';
import { freePort } from '../free-ports.ts';
import { dial } from './echo-service.ts';

/** The stream of a request to listen; it stays until it is reset, and its writes go as is said. */
class LifeLine {
  readonly written: Uint8Array[] = [];
  readonly #write: () => Promise<void>;
  readonly #over = Promise.withResolvers<undefined>();

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#write();
    this.written.push(bytes);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  reset(): void {
    this.#over.resolve(undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield* [];
    await this.#over.promise;
  }
}

function servedPeer(): ServedPeer {
  const limits = { maxConnections: 10, idleTimeoutMs: 0, allowPublicBind: false };
  const settings = { clock: systemClock, logger: silentLogger, metrics: silentMetrics, ...limits };
  return new ServedPeer('qf1alice', settings, new RefusalLog(systemClock));
}

/** A channel whose peer says nothing on its streams. */
const channel = {
  channelId: '00',
  openStream: () => asStream(new LifeLine(() => Promise.resolve())),
} as unknown as Channel;
const asStream = (lifeLine: LifeLine): ChannelStream => lifeLine as unknown as ChannelStream;
const listenOn = (port: number) => ({ binding: 1, listen: { scheme: 'tcp', host: '127.0.0.1', port } }) as const;
const allowed = (port: number): TunnelRules => ({ connect: [], bind: [`127.0.0.1:${port}`] });

describe('what a server does for one peer', { timeout: 600_000 }, () => {
  test('leaves no listener behind for a peer that is gone before it is answered', async (t) => {
    const [peer, port] = [servedPeer(), await freePort()];
    const gone = new LifeLine(() => Promise.reject(new QForgeError('STREAM_RESET', { stream: 1, reason: 'gone' })));
    await peer.bind(channel, asStream(gone), listenOn(port), () => Promise.resolve(allowed(port)));
    assert.deepEqual(peer.status(), []);
    await assert.rejects(dial(t, port), { code: 'ECONNREFUSED' });
  });

  test('leaves no listener behind when it is stopped while it looks up what is allowed', async (t) => {
    const [peer, port, line] = [servedPeer(), await freePort(), new LifeLine(() => Promise.resolve())];
    const rules = Promise.withResolvers<TunnelRules>();
    const binding = peer.bind(channel, asStream(line), listenOn(port), () => rules.promise);
    await peer.stop();
    rules.resolve(allowed(port));
    await binding;
    assert.notEqual(decodeBindReply(line.written[0] ?? new Uint8Array(0)).status, 'ok');
    await assert.rejects(dial(t, port), { code: 'ECONNREFUSED' });
  });
});
