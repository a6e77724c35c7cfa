import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BrowserMessageSocket, type PlatformSocket } from '../../src/browser/browser-message-socket.ts';
import { ManualClock } from '../client/manual-clock.ts';

/** A WebSocket of the platform whose events a test raises. */
class FakePlatformSocket extends EventTarget implements PlatformSocket {
  binaryType: BinaryType = 'blob';
  bufferedAmount = 0;
  readonly calls: string[] = [];

  send(data: ArrayBufferView<ArrayBuffer>): void {
    this.bufferedAmount += data.byteLength;
  }

  close(code?: number): void {
    this.calls.push(`close ${code}`);
  }

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  gone(code: number): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

function rigOf(): { platform: FakePlatformSocket; clock: ManualClock; socket: BrowserMessageSocket; log: unknown[] } {
  const [platform, clock] = [new FakePlatformSocket(), new ManualClock()];
  const socket = new BrowserMessageSocket(platform, 'ws://there:1', clock);
  const log: unknown[] = [];
  socket.listen({
    onMessage: (message) => log.push([...message]),
    onClose: (error) => log.push(error?.message ?? 'closed'),
  });
  return { platform, clock, socket, log };
}

describe('a WebSocket of the platform', () => {
  test('hands on binary messages', () => {
    const { platform, log } = rigOf();
    assert.equal(platform.binaryType, 'arraybuffer');
    platform.receive(Uint8Array.of(1, 2).buffer);
    platform.receive(new ArrayBuffer(0));
    assert.deepEqual(log, [[1, 2], []]);
  });

  test('refuses text and names it', () => {
    const { platform, log } = rigOf();
    platform.receive('text');
    assert.deepEqual(platform.calls, ['close undefined']);
    platform.gone(1005);
    assert.match(String(log[0]), /it sent text/);
  });

  test('tells an agreed close from any other', () => {
    for (const [code, expected] of [
      [1000, /^closed$/],
      [1005, /^closed$/],
      [1006, /without a goodbye/],
      [1011, /WebSocket code 1011/],
    ] as const) {
      const { platform, log } = rigOf();
      platform.gone(code);
      assert.match(String(log[0]), expected);
    }
  });

  test('a message counts as sent once the platform holds no more than what came after it', () => {
    const { platform, clock, socket, log } = rigOf();
    socket.send(new Uint8Array(100), () => log.push('first'));
    socket.send(new Uint8Array(50), () => log.push('second'));
    clock.advance(0);
    assert.deepEqual(log, []);
    platform.bufferedAmount = 51;
    clock.advance(5);
    assert.deepEqual(log, []);
    platform.bufferedAmount = 50;
    clock.advance(5);
    assert.deepEqual(log, ['first']);
    platform.bufferedAmount = 0;
    clock.advance(5);
    assert.deepEqual(log, ['first', 'second']);
    assert.equal(clock.pendingCalls, 0);
  });

  test('nothing counts as sent, and nobody asks, once it is gone', () => {
    const { platform, clock, socket, log } = rigOf();
    socket.send(new Uint8Array(100), () => log.push('sent'));
    socket.terminate();
    platform.bufferedAmount = 0;
    clock.advance(5);
    assert.deepEqual([log, clock.pendingCalls], [[], 0]);
  });

  test('says goodbye with code 1000, and runs steps later', () => {
    const { platform, clock, socket, log } = rigOf();
    socket.close();
    assert.deepEqual(platform.calls, ['close 1000']);
    socket.later(() => log.push('later'));
    assert.deepEqual(log, []);
    clock.advance(0);
    assert.deepEqual(log, ['later']);
  });
});
