import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import type { ChannelStream, StreamFrames } from '../../src/network/channel-stream.ts';
import { MAX_STREAMS } from '../../src/network/record-limits.ts';
import { StreamTable } from '../../src/network/stream-table.ts';

const HEADER = Buffer.from('header');
const malformed = { code: 'MALFORMED' };

const nothing = (): void => undefined;

function tableOf(role: 'initiator' | 'responder', reset: StreamFrames['reset'] = nothing): StreamTable {
  const frames: StreamFrames = {
    data: nothing,
    end: nothing,
    reset,
    credit: nothing,
    gone: nothing,
    uncongested: () => Promise.resolve(),
  };
  const table = new StreamTable(role, frames);
  table.setPeerWindow(1000);
  return table;
}

function idsOf(streams: readonly ChannelStream[]): number[] {
  return streams.map((stream) => stream.id);
}

describe('the numbers of streams', () => {
  test('are odd for those of the initiator and even for those of the responder', () => {
    for (const [role, own, peers] of [
      ['initiator', [1, 3, 5], [2, 4, 6]],
      ['responder', [2, 4, 6], [1, 3, 5]],
    ] as const) {
      const table = tableOf(role);
      assert.deepEqual(
        own.map(() => table.open(HEADER).id),
        own,
      );
      const seen: ChannelStream[] = [];
      table.setHandler((stream) => seen.push(stream));
      for (const id of peers) table.accept(id, HEADER);
      assert.deepEqual(idsOf(seen), peers);
      assert.equal(table.size, 6);
    }
  });

  test('come one after the other', () => {
    for (const id of [0, 1, 3, 4, 6, 2 ** 32 - 1, 2 ** 32 - 2]) {
      const table = tableOf('initiator');
      assert.throws(() => table.accept(id, HEADER), malformed, `${id}`);
    }
    const table = tableOf('initiator');
    table.accept(2, HEADER);
    for (const id of [2, 0, 1, 3, 6]) assert.throws(() => table.accept(id, HEADER), malformed, `${id} after 2`);
    table.accept(4, HEADER);
  });
});

describe('a stream that the peer opens', () => {
  test('waits for a handler', () => {
    const table = tableOf('responder');
    table.accept(1, HEADER);
    table.find(1)?.receive(Buffer.from('early'));
    table.accept(3, HEADER);
    const seen: ChannelStream[] = [];
    table.setHandler((stream) => seen.push(stream));
    table.accept(5, HEADER);
    assert.deepEqual(idsOf(seen), [1, 3, 5]);
    table.setHandler(() => assert.fail('a stream is handed over once'));
  });

  test('has a header of its own', () => {
    const table = tableOf('responder');
    const record = Buffer.from('header and more');
    table.accept(1, record.subarray(0, 6));
    record.fill(0);
    let header = '';
    table.setHandler((stream) => {
      header = Buffer.from(stream.header).toString();
    });
    assert.equal(header, 'header');
  });

  test('is forgotten when the peer gives it up before anyone has seen it', () => {
    const table = tableOf('responder');
    for (let id = 1; id < 20_001; id += 2) {
      table.accept(id, HEADER);
      table.reset(id, 'changed my mind');
    }
    assert.equal(table.size, 0);
    table.setHandler(() => assert.fail('nothing waits'));
  });

  test('whose handler fails later is reset, and nothing else is', async () => {
    const resets: unknown[] = [];
    const table = tableOf('initiator', (...words) => resets.push(words));
    table.setHandler(async (stream) => {
      await Promise.resolve();
      if (stream.id === 2) throw new TypeError('a defect');
    });
    table.accept(2, HEADER);
    table.accept(4, HEADER);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(resets, [[2, 'its handler failed']]);
  });

  test('on which the handler throws is no fault of the peer', () => {
    const table = tableOf('responder');
    table.setHandler(() => {
      throw new QForgeError('MALFORMED', { what: 'a header', reason: 'unknown' });
    });
    assert.throws(() => table.accept(1, HEADER), { code: 'INTERNAL' });
  });
});

describe('the number of open streams', () => {
  test('is limited for each side by what it has opened itself, so that both can always tell', () => {
    const table = tableOf('initiator');
    for (let index = 0; index < MAX_STREAMS; index += 1) table.open(HEADER);
    assert.throws(() => table.open(HEADER), { code: 'ARGUMENT_INVALID' });
    for (let index = 1; index <= MAX_STREAMS; index += 1) table.accept(2 * index, HEADER);
    assert.throws(() => table.accept(2 * MAX_STREAMS + 2, HEADER), malformed);
    assert.equal(table.size, 2 * MAX_STREAMS);
  });

  test('goes down with every stream that is gone, however it went', async () => {
    const table = tableOf('initiator');
    const streams = Array.from({ length: MAX_STREAMS }, () => table.open(HEADER));
    const [reset, resetByPeer, ended] = streams;
    assert.ok(reset !== undefined && resetByPeer !== undefined && ended !== undefined);
    reset.reset('enough');
    reset.reset('enough');
    table.reset(resetByPeer.id, 'enough');
    table.reset(resetByPeer.id, 'enough');
    await ended.end();
    ended.receiveEnd();
    assert.equal(table.size, MAX_STREAMS - 3);
    assert.deepEqual(
      [1, 2, 3].map(() => table.open(HEADER).id),
      [2049, 2051, 2053],
    );
    assert.throws(() => table.open(HEADER), { code: 'ARGUMENT_INVALID' });
    const [end, next] = [2 * MAX_STREAMS, 2 * MAX_STREAMS + 2];
    for (let id = 2; id <= end; id += 2) table.accept(id, HEADER);
    table.reset(2, 'enough');
    table.accept(next, HEADER);
    assert.throws(() => table.accept(next + 2, HEADER), malformed);
  });
});

describe('frames for a stream', () => {
  test('that is gone are dropped, and for one that never was they are refused', () => {
    const table = tableOf('initiator');
    const own = table.open(HEADER);
    table.accept(2, HEADER);
    own.reset('enough');
    table.reset(2, 'enough');
    assert.deepEqual([table.find(1), table.find(2)], [undefined, undefined]);
    table.reset(1, 'late');
    for (const id of [0, 3, 4, 5, 2 ** 31, 2 ** 32 - 1]) {
      assert.throws(() => table.find(id), malformed, `${id}`);
      assert.throws(() => table.reset(id, 'never'), malformed, `${id}`);
    }
  });

  test('find it while it is open', () => {
    const table = tableOf('responder');
    assert.equal(table.open(HEADER), table.find(2));
    table.accept(1, HEADER);
    assert.equal(table.find(1)?.id, 1);
  });
});

test('all streams fail with the channel', async () => {
  const table = tableOf('initiator');
  const own = table.open(HEADER);
  table.accept(2, HEADER);
  const peers = table.find(2);
  const error = new QForgeError('CONNECTION_LOST', { peer: 'qf1peer', reason: 'reset' });
  const outcomes = Promise.allSettled([own.readExactly(1), peers?.readExactly(1)]);
  table.failAll(error);
  for (const outcome of await outcomes) assert.deepEqual(outcome, { status: 'rejected', reason: error });
  assert.equal(table.size, 0);
  table.setHandler(() => assert.fail('nothing waits'));
});
