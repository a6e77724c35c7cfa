import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Connection } from '../../src/base/index.ts';
import { MemoryTransport } from '../../src/network/memory-transport.ts';
import { record, settle } from './recording-handler.ts';
import { testTransport } from './transport-conformance.ts';

let names = 0;

testTransport({
  name: 'memory',
  makeTransport: () => new MemoryTransport(),
  listenAddress: () => `memory://listener-${++names}`,
  deadAddress: () => Promise.resolve('memory://nobody'),
  systemBufferBytes: 0,
});

testTransport({
  name: 'memory, with deliveries of 1021 bytes by setImmediate',
  makeTransport: () => new MemoryTransport({ deliveryBytes: 1021, schedule: (step) => setImmediate(step) }),
  listenAddress: () => `memory://listener-${++names}`,
  deadAddress: () => Promise.resolve('memory://nobody'),
  systemBufferBytes: 0,
});

describe('memory transport alone', () => {
  /** Two joined ends whose steps run only when asked. */
  async function steppedPair(): Promise<{ client: Connection; server: Connection; steps: (() => void)[] }> {
    const steps: (() => void)[] = [];
    const transport = new MemoryTransport({ schedule: (step) => steps.push(step), deliveryBytes: 2 });
    const accepted = Promise.withResolvers<Connection>();
    const listening = transport.listen('memory://server', accepted.resolve);
    steps.shift()?.();
    await listening;
    const connecting = transport.connect('memory://server');
    steps.shift()?.();
    return { client: await connecting, server: await accepted.promise, steps };
  }

  test('nothing happens but by the scheduler, one delivery a step', async () => {
    const { client, server, steps } = await steppedPair();
    const atServer = record(server);
    client.write(Buffer.from('abcde'));
    await settle();
    assert.equal(atServer.receivedBytes, 0);
    const seen: number[] = [];
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
      step();
      seen.push(atServer.receivedBytes);
    }
    assert.deepEqual(seen, [2, 4, 5]);
    assert.equal(atServer.received().toString(), 'abcde');
  });

  test('bytes that a handler keeps after onData are overwritten', async () => {
    const { client, server, steps } = await steppedPair();
    const kept: Uint8Array[] = [];
    server.attach({
      onData: (bytes) => kept.push(bytes),
      onDrain: () => undefined,
      onEnd: () => undefined,
      onClose: () => undefined,
    });
    client.write(Buffer.from('ab'));
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) step();
    assert.deepEqual(kept, [Uint8Array.of(0xa5, 0xa5)]);
  });

  test('the same steps give the same run', async () => {
    const runs: string[][] = [];
    for (let run = 0; run < 2; run++) {
      const { client, server, steps } = await steppedPair();
      const atClient = record(client);
      const atServer = record(server);
      const log: string[] = [];
      client.write(Buffer.from('abc'));
      server.write(Buffer.from('wxyz'));
      client.end();
      server.end();
      for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
        step();
        log.push(JSON.stringify([atClient.received(), atServer.received(), atClient.events, atServer.events]));
      }
      assert.deepEqual(atClient.events, ['data', 'end', 'close']);
      runs.push(log);
    }
    assert.deepEqual(runs[0], runs[1]);
  });

  test('a destroyed end resets the other with CONNECTION_LOST', async () => {
    const { client, server, steps } = await steppedPair();
    const atServer = record(server);
    client.destroy();
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) step();
    assert.deepEqual(atServer.events, ['close with error']);
    assert.ok(atServer.closeError !== undefined && 'code' in atServer.closeError);
    assert.equal(atServer.closeError.code, 'CONNECTION_LOST');
  });

  test('one instance is one network', async () => {
    const first = new MemoryTransport();
    await first.listen('memory://here', () => undefined);
    await assert.rejects(new MemoryTransport().connect('memory://here'), { code: 'CONNECTION_REFUSED' });
  });
});
