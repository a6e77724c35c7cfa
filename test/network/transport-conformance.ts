import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import type { Connection, Listener, Transport } from '../../src/base/index.ts';
import { isQForgeError } from '../../src/base/index.ts';
import { DEFAULT_QUEUE_MARKS } from '../../src/network/queue-marks.ts';
import { record, settle } from './recording-handler.ts';

/** What the suite needs to know of one transport. */
export interface TransportUnderTest {
  readonly name: string;
  readonly makeTransport: () => Transport;
  /** A fresh address to listen on. */
  readonly listenAddress: () => string;
  /** A well-formed address where nobody listens. */
  readonly deadAddress: () => Promise<string>;
  /** Bytes the system itself may hold for a slow reader, beyond what the connection counts as queued. */
  readonly systemBufferBytes: number;
}

interface Pair {
  readonly transport: Transport;
  readonly listener: Listener;
  readonly client: Connection;
  readonly server: Connection;
}

const CHUNK_BYTES = 64 * 1024;

/** What every transport must do, as tests. */
export function testTransport(under: TransportUnderTest): void {
  describe(`${under.name} transport`, { timeout: 600_000 }, () => {
    const open: (Connection | Listener)[] = [];

    afterEach(async () => {
      for (const item of open.splice(0)) {
        if ('close' in item) await item.close();
        else item.destroy();
      }
    });

    async function connectPair(): Promise<Pair> {
      const transport = under.makeTransport();
      const accepted = Promise.withResolvers<Connection>();
      const listener = await transport.listen(under.listenAddress(), accepted.resolve);
      open.push(listener);
      const client = await transport.connect(listener.address);
      const server = await accepted.promise;
      open.push(client, server);
      return { transport, listener, client, server };
    }

    test('bytes arrive whole and in order, both ways at once', async () => {
      const { client, server } = await connectPair();
      const atClient = record(client);
      const atServer = record(server);
      const forth = randomBytes(3 * CHUNK_BYTES + 17);
      const back = randomBytes(2 * CHUNK_BYTES + 5);
      for (const piece of [forth.subarray(0, 1), forth.subarray(1, 70_000), forth.subarray(70_000)])
        client.write(piece);
      server.write(back);
      assert.ok(forth.equals(await atServer.untilReceived(forth.length)));
      assert.ok(back.equals(await atClient.untilReceived(back.length)));
    });

    test('many small writes in one turn and over many turns keep their order', async () => {
      const { client, server } = await connectPair();
      const atServer = record(server);
      const sent: Buffer[] = [];
      for (let index = 0; index < 3000; index++) {
        const bytes = Buffer.from(`${index},`);
        sent.push(bytes);
        client.write(bytes);
        if (index % 100 === 99) await settle();
      }
      const expected = Buffer.concat(sent);
      assert.ok(expected.equals(await atServer.untilReceived(expected.length)));
    });

    test('empty writes send nothing and break nothing', async () => {
      const { client, server } = await connectPair();
      const atServer = record(server);
      client.write(new Uint8Array(0));
      client.write(new Uint8Array(0));
      client.write(Uint8Array.of(7));
      assert.deepEqual(await atServer.untilReceived(1), Buffer.of(7));
    });

    test('a large transfer keeps its digest, with back-pressure obeyed', async () => {
      const { client, server } = await connectPair();
      const atClient = record(client);
      const receivedDigest = createHash('sha256');
      let receivedBytes = 0;
      const done = Promise.withResolvers<void>();
      const totalBytes = 1024 * CHUNK_BYTES;
      server.attach({
        onData: (bytes) => {
          receivedDigest.update(bytes);
          receivedBytes += bytes.length;
          if (receivedBytes === totalBytes) done.resolve();
        },
        onDrain: () => undefined,
        onEnd: () => undefined,
        onClose: () => undefined,
      });
      const sentDigest = createHash('sha256');
      const block = randomBytes(CHUNK_BYTES);
      let mostQueued = 0;
      for (let sent = 0; sent < totalBytes; sent += CHUNK_BYTES) {
        const chunk = Buffer.from(block);
        chunk.writeUInt32BE(sent / CHUNK_BYTES);
        sentDigest.update(chunk);
        const drains = atClient.drainCount;
        const hasRoom = client.write(chunk);
        mostQueued = Math.max(mostQueued, client.queuedBytes);
        if (!hasRoom) await atClient.until(() => atClient.drainCount > drains);
      }
      await done.promise;
      assert.equal(receivedDigest.digest('hex'), sentDigest.digest('hex'));
      assert.ok(mostQueued <= DEFAULT_QUEUE_MARKS.highWaterBytes + CHUNK_BYTES, `${mostQueued} bytes queued`);
      assert.equal(client.queuedBytes, 0);
    });

    test('a reader that pauses holds the writer back, and nothing is lost when it goes on', async () => {
      const { client, server } = await connectPair();
      const atClient = record(client);
      const atServer = record(server);
      server.pause();
      await settle();
      const limit = under.systemBufferBytes + 4 * DEFAULT_QUEUE_MARKS.highWaterBytes;
      let sent = 0;
      for (let stalled = false; !stalled && sent < limit; sent += CHUNK_BYTES) {
        const hasRoom = client.write(new Uint8Array(CHUNK_BYTES).fill(sent / CHUNK_BYTES));
        if (!hasRoom) await settle();
        stalled = client.queuedBytes > DEFAULT_QUEUE_MARKS.highWaterBytes;
      }
      assert.ok(sent < limit, 'the writer is told to stop before it has queued everything');
      assert.ok(client.queuedBytes <= DEFAULT_QUEUE_MARKS.highWaterBytes + CHUNK_BYTES);
      assert.equal(atServer.receivedBytes, 0);
      assert.ok(sent - client.queuedBytes <= under.systemBufferBytes, 'the system holds no more than it may');
      const drains = atClient.drainCount;
      server.resume();
      await atServer.untilReceived(sent);
      await atClient.until(() => atClient.drainCount > drains);
      assert.equal(atServer.receivedBytes, sent);
      const received = atServer.received();
      for (let offset = 0; offset < sent; offset += CHUNK_BYTES) {
        assert.equal(received[offset], (offset / CHUNK_BYTES) % 256);
      }
    });

    test('pausing inside onData stops further onData', async () => {
      const { client, server } = await connectPair();
      const atServer = record(server);
      let arrivals = 0;
      atServer.onArrival = () => {
        arrivals += 1;
        server.pause();
      };
      for (let index = 0; index < 64; index++) client.write(new Uint8Array(CHUNK_BYTES));
      await atServer.until(() => arrivals === 1);
      await settle();
      assert.equal(arrivals, 1);
      atServer.onArrival = () => undefined;
      server.resume();
      await atServer.untilReceived(64 * CHUNK_BYTES);
    });

    test('what comes before attach is kept, not lost', async () => {
      const { client, server } = await connectPair();
      client.write(Buffer.from('early'));
      await settle();
      const atServer = record(server);
      assert.equal((await atServer.untilReceived(5)).toString(), 'early');
    });

    test('an end before attach is kept too', async () => {
      const { client, server } = await connectPair();
      record(client);
      client.write(Buffer.from('last words'));
      client.end();
      await settle();
      const atServer = record(server);
      await atServer.until(() => atServer.ended);
      assert.equal(atServer.received().toString(), 'last words');
    });

    test('half-close: after onEnd the other direction still carries bytes', async () => {
      const { client, server } = await connectPair();
      const atClient = record(client);
      const atServer = record(server);
      client.write(Buffer.from('question'));
      client.end();
      await atServer.until(() => atServer.ended);
      assert.equal(atServer.closeCount, 0);
      server.write(Buffer.from('answer'));
      server.end();
      await atClient.untilClosed();
      await atServer.untilClosed();
      assert.equal(atClient.received().toString(), 'answer');
      assert.deepEqual(atClient.events, ['data', 'end', 'close']);
      assert.deepEqual(atServer.events, ['data', 'end', 'close']);
    });

    test('end() sends everything that was queued first', async () => {
      const { client, server } = await connectPair();
      record(client);
      const atServer = record(server);
      for (let index = 0; index < 40; index++) client.write(new Uint8Array(CHUNK_BYTES));
      client.end();
      client.end();
      await atServer.until(() => atServer.ended);
      assert.equal(atServer.receivedBytes, 40 * CHUNK_BYTES);
    });

    test('destroy() closes this end exactly once without an error, and the other end learns of it', async () => {
      const { client, server } = await connectPair();
      const atClient = record(client);
      const atServer = record(server);
      client.destroy();
      client.destroy();
      await atClient.untilClosed();
      await atServer.until(() => atServer.ended || atServer.closeCount > 0);
      server.destroy();
      await atServer.untilClosed();
      await settle();
      assert.deepEqual(atClient.events, ['close']);
      assert.equal(atServer.closeCount, 1);
      assert.equal(atServer.events.at(-1)?.startsWith('close'), true);
    });

    test('a connection destroyed inside onData reports nothing more but its close', async () => {
      const { client, server } = await connectPair();
      record(client);
      const atServer = record(server);
      atServer.onArrival = () => server.destroy();
      for (let index = 0; index < 16; index++) client.write(new Uint8Array(CHUNK_BYTES));
      await atServer.untilClosed();
      await settle();
      assert.deepEqual(atServer.events, ['data', 'close']);
    });

    test('a close before attach is told at attach', async () => {
      const { client } = await connectPair();
      client.destroy();
      await settle();
      const atClient = record(client);
      await atClient.untilClosed();
      assert.deepEqual(atClient.events, ['close']);
    });

    test('writes after the connection is gone are dropped', async () => {
      const { client } = await connectPair();
      const atClient = record(client);
      client.destroy();
      await atClient.untilClosed();
      assert.equal(client.write(Uint8Array.of(1)), false);
      assert.equal(client.queuedBytes, 0);
    });

    test('writing after end() and attaching twice are programming errors', async () => {
      const { client } = await connectPair();
      record(client);
      client.end();
      assert.throws(() => client.write(Uint8Array.of(1)), { code: 'ASSERTION_FAILED' });
      assert.throws(() => record(client), { code: 'ASSERTION_FAILED' });
    });

    test('onWritten gives bytes back in order, once each, and never after the end', async () => {
      const { client, server } = await connectPair();
      record(client);
      const atServer = record(server);
      const given: number[] = [];
      for (let index = 0; index < 20; index++) {
        client.write(new Uint8Array(2000), () => given.push(index));
      }
      await atServer.untilReceived(40_000);
      await settle();
      assert.deepEqual(
        given,
        Array.from({ length: 20 }, (_, index) => index),
      );
      client.destroy();
      client.write(new Uint8Array(10), () => given.push(99));
      await settle();
      assert.equal(given.length, 20);
    });

    test('an address where nobody listens refuses the connection', async () => {
      const transport = under.makeTransport();
      const address = await under.deadAddress();
      await assert.rejects(transport.connect(address), { code: 'CONNECTION_REFUSED', details: { address } });
    });

    test('an address in use cannot be listened on twice, and is free again after close', async () => {
      const { transport, listener } = await connectPair();
      await assert.rejects(
        transport.listen(listener.address, () => undefined),
        { code: 'PORT_IN_USE' },
      );
      await listener.close();
      const second = await transport.listen(listener.address, () => undefined);
      open.push(second);
      assert.equal(second.address, listener.address);
    });

    test('a closed listener accepts nothing more while its connections live on', async () => {
      const { transport, listener, client, server } = await connectPair();
      const atServer = record(server);
      record(client);
      await listener.close();
      await listener.close();
      await assert.rejects(transport.connect(listener.address), { code: 'CONNECTION_REFUSED' });
      client.write(Buffer.from('still here'));
      assert.equal((await atServer.untilReceived(10)).toString(), 'still here');
    });

    test('an aborted signal cancels connecting, and keeps its reason as the cause', async () => {
      const { transport, listener } = await connectPair();
      const signal = AbortSignal.abort('changed my mind');
      await assert.rejects(transport.connect(listener.address, { signal }), {
        code: 'CANCELLED',
        cause: signal.reason,
      });
    });

    test('an abort after connecting changes nothing', async () => {
      const { transport, listener } = await connectPair();
      const controller = new AbortController();
      const connection = await transport.connect(listener.address, { signal: controller.signal });
      open.push(connection);
      const recorder = record(connection);
      controller.abort();
      await settle();
      assert.equal(recorder.closeCount, 0);
    });

    test('addresses of other schemes are refused before anything is tried', async () => {
      const transport = under.makeTransport();
      const foreign = transport.scheme === 'tcp' ? 'unix:///tmp/x.sock' : 'tcp://127.0.0.1:7700';
      await assert.rejects(transport.connect(foreign), { code: 'ADDRESS_INVALID' });
      await assert.rejects(
        transport.listen(foreign, () => undefined),
        (error) => isQForgeError(error, 'ADDRESS_INVALID'),
      );
    });

    test('both ends know an address of each other with the scheme of the transport', async () => {
      const { transport, listener, client, server } = await connectPair();
      assert.equal(client.remoteAddress, listener.address);
      assert.ok(server.remoteAddress.startsWith(`${transport.scheme}://`));
    });
  });
}
