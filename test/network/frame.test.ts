import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import {
  dispatchFrames,
  FRAME_HEADER_BYTES,
  FRAME_TYPE,
  type FrameHandler,
  saysMoreThanAcks,
} from '../../src/network/frame.ts';
import { frameBytes, u32, u64 } from './slow-records.ts';

const seed = Number(process.env['SEED'] ?? 20_261_304);
const numRuns = Number(process.env['RUNS'] ?? 2000);

type Call = readonly [string, ...(string | number)[]];

/** Remembers what it is told; bytes as hexadecimal. */
function recorder(): { readonly calls: Call[]; readonly types: number[]; readonly handler: FrameHandler } {
  const calls: Call[] = [];
  const types: number[] = [];
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const handler: FrameHandler = {
    onMessage: (body) => calls.push(['message', hex(body)]),
    onFragment: (body) => calls.push(['fragment', hex(body)]),
    onAck: (count) => calls.push(['ack', count]),
    onStreamOpen: (stream, header) => calls.push(['open', stream, hex(header)]),
    onStreamData: (stream, body) => calls.push(['data', stream, hex(body)]),
    onStreamEnd: (stream) => calls.push(['end', stream]),
    onStreamReset: (stream, reason) => calls.push(['reset', stream, reason]),
    onStreamCredit: (stream, bytes) => calls.push(['credit', stream, bytes]),
    onPing: (token) => calls.push(['ping', hex(token)]),
    onPong: (token) => calls.push(['pong', hex(token)]),
    admit: (type) => types.push(type),
    onFinished: (hello) => calls.push(['finished', ...(Object.values(hello) as (string | number)[])]),
    onClose: () => calls.push(['close']),
    onRekeyAsk: () => calls.push(['ask']),
    onRekeyOffer: (body) => calls.push(['offer', hex(body)]),
    onRekeyAnswer: (body) => calls.push(['answer', hex(body)]),
    onRekeyDone: () => calls.push(['done']),
    onResume: (number) => calls.push(['resume', number]),
  };
  return { calls, types, handler };
}

/** Gives the memory of each message away when it was told of it. */
function giving(handler: FrameHandler): FrameHandler {
  return {
    ...handler,
    onMessage: (body) => {
      handler.onMessage(body);
      structuredClone(body, { transfer: [body.buffer as ArrayBuffer] });
    },
  };
}

function read(plaintext: Uint8Array): Call[] {
  const { calls, handler } = recorder();
  dispatchFrames(plaintext, handler);
  return calls;
}

function assertMalformed(plaintext: Uint8Array, reason: RegExp): void {
  assert.throws(
    () => read(plaintext),
    (error) => isQForgeError(error, 'MALFORMED') && reason.test(error.details.reason),
    Buffer.from(plaintext.subarray(0, 40)).toString('hex'),
  );
}

/** Any frame, with the call that it leads to. */
const id = fc.nat(0xffff_ffff);
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
const someBytes = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((array) => Buffer.from(array));
const id16 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array));
const token = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((array) => Buffer.from(array));
const frames: fc.Arbitrary<{ readonly encoded: Buffer; readonly call: Call }> = fc.oneof(
  bytes.map((body) => ({ encoded: frameBytes(1, body), call: ['message', body.toString('hex')] as Call })),
  someBytes.map((body) => ({ encoded: frameBytes(2, body), call: ['fragment', body.toString('hex')] as Call })),
  fc.maxSafeNat().map((count) => ({ encoded: frameBytes(3, u64(count)), call: ['ack', count] as Call })),
  fc.tuple(id, bytes).map(([stream, header]) => ({
    encoded: frameBytes(4, u32(stream), header),
    call: ['open', stream, header.toString('hex')] as Call,
  })),
  fc.tuple(id, someBytes).map(([stream, body]) => ({
    encoded: frameBytes(5, u32(stream), body),
    call: ['data', stream, body.toString('hex')] as Call,
  })),
  id.map((stream) => ({ encoded: frameBytes(6, u32(stream)), call: ['end', stream] as Call })),
  fc.tuple(id, fc.string({ unit: 'grapheme', maxLength: 20 })).map(([stream, reason]) => ({
    encoded: frameBytes(7, u32(stream), reason),
    call: ['reset', stream, reason] as Call,
  })),
  fc.tuple(id, id).map(([stream, credit]) => ({
    encoded: frameBytes(8, u32(stream), u32(credit)),
    call: ['credit', stream, credit] as Call,
  })),
  token.map((body) => ({ encoded: frameBytes(9, body), call: ['ping', body.toString('hex')] as Call })),
  token.map((body) => ({ encoded: frameBytes(10, body), call: ['pong', body.toString('hex')] as Call })),
  fc
    .tuple(id, id, id16, id16, id16, fc.maxSafeNat(), fc.nat())
    .map(([messages, streams, channel, out, into, a, b]) => ({
      encoded: frameBytes(
        11,
        u32(messages),
        u32(streams),
        channel,
        out,
        into,
        u64(Math.max(a, b)),
        u64(Math.min(a, b)),
      ),
      call: [
        'finished',
        messages,
        streams,
        ...[channel, out, into].map((bytes) => bytes.toString('hex')),
        Math.max(a, b),
        Math.min(a, b),
      ] as unknown as Call,
    })),
  fc.constant({ encoded: frameBytes(12), call: ['close'] as Call }),
  fc.constant({ encoded: frameBytes(13), call: ['ask'] as Call }),
  bytes.map((body) => ({ encoded: frameBytes(14, body), call: ['offer', body.toString('hex')] as Call })),
  bytes.map((body) => ({ encoded: frameBytes(15, body), call: ['answer', body.toString('hex')] as Call })),
  fc.constant({ encoded: frameBytes(16), call: ['done'] as Call }),
  fc.maxSafeNat().map((number) => ({ encoded: frameBytes(17, u64(number)), call: ['resume', number] as Call })),
);

describe('frames', () => {
  test('have the types of the specification', () => {
    assert.deepEqual(
      Object.values(FRAME_TYPE),
      Array.from({ length: 17 }, (_, index) => index + 1),
    );
    assert.equal(FRAME_HEADER_BYTES, 4);
  });

  test(`of a record are handed out whole, in order, each to its own place (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 10 }), (sequence) => {
        const plaintext = Buffer.concat(sequence.map(({ encoded }) => encoded));
        assert.deepEqual(
          read(plaintext),
          sequence.map(({ call }) => call),
        );
      }),
      { seed, numRuns },
    );
  });

  test(`are told apart from acknowledgements alone (seed ${seed})`, () => {
    const acks = fc
      .maxSafeNat()
      .map((number) => ({ encoded: frameBytes(3, u64(number)), call: ['ack', number] as Call }));
    const mostlyAcks = fc.oneof({ weight: 8, arbitrary: acks }, { weight: 1, arbitrary: frames });
    fc.assert(
      fc.property(fc.array(mostlyAcks, { maxLength: 8 }), (sequence) => {
        const plaintext = Buffer.concat(sequence.map(({ encoded }) => encoded));
        assert.equal(
          saysMoreThanAcks(plaintext),
          sequence.some(({ call }) => call[0] !== 'ack'),
        );
      }),
      { seed, numRuns },
    );
  });

  test('are announced by their type before they are read, and can be refused', () => {
    const { calls, types, handler } = recorder();
    dispatchFrames(Buffer.concat([frameBytes(12), frameBytes(1, 'x')]), handler);
    assert.deepEqual(types, [12, 1]);
    const refusing = {
      ...handler,
      admit: (type: number): void => {
        if (type === 1) throw new TypeError('not now');
      },
    };
    assert.throws(() => dispatchFrames(Buffer.concat([frameBytes(13), frameBytes(1, 'x')]), refusing), /not now/u);
    assert.deepEqual(calls.at(-1), ['ask']);
  });

  test('are not passed over in silence when a handler has given their memory away', () => {
    const { calls, handler } = recorder();
    const long = 'long'.repeat(50);
    const plaintext = Uint8Array.from(Buffer.concat([frameBytes(1, long), frameBytes(1, 'second')]));
    assert.throws(() => dispatchFrames(plaintext, giving(handler)), TypeError);
    assert.deepEqual(calls, [['message', Buffer.from(long).toString('hex')]]);
  });

  test('of a short plaintext are copies, which a handler may keep or give away', () => {
    const { calls, handler } = recorder();
    const kept: Uint8Array[] = [];
    const keeping = { ...handler, onMessage: (body: Uint8Array): void => void kept.push(body) };
    const plaintext = Uint8Array.from(Buffer.concat([frameBytes(1, 'first'), frameBytes(1, 'second')]));
    dispatchFrames(plaintext, keeping);
    dispatchFrames(plaintext, giving(handler));
    plaintext.fill(0);
    assert.deepEqual(
      kept.map((body) => Buffer.from(body).toString()),
      ['first', 'second'],
    );
    assert.equal(calls.length, 2);
  });

  test('say no more taken than received in Finished', () => {
    const ids = Buffer.alloc(8 + 48);
    assertMalformed(frameBytes(11, ids, u64(1), u64(2)), /more is taken/u);
  });

  test('may be as long as their 24 bits say', () => {
    const long = Buffer.alloc(0x02_0103, 7);
    assert.equal(read(frameBytes(1, long))[0]?.[1], long.toString('hex'));
  });

  test('are refused with the wrong length', () => {
    const exact: readonly (readonly [number, number])[] = [
      [3, 8],
      [6, 4],
      [8, 8],
      [9, 8],
      [10, 8],
      [11, 72],
      [12, 0],
      [13, 0],
      [16, 0],
      [17, 8],
    ];
    for (const [type, length] of exact) {
      read(frameBytes(type, Buffer.alloc(length)));
      for (const wrong of [length - 1, length + 1, length + 8, 0].filter((value) => value >= 0 && value !== length))
        assertMalformed(frameBytes(type, Buffer.alloc(wrong)), /trailing|wanted/u);
    }
    for (const type of [4, 5, 7]) assertMalformed(frameBytes(type, Buffer.alloc(3)), /wanted/u);
    assertMalformed(frameBytes(2), /empty/u);
    assertMalformed(frameBytes(5, u32(1)), /empty/u);
  });

  test('are refused beyond their limits', () => {
    read(frameBytes(4, u32(1), Buffer.alloc(4096)));
    assertMalformed(frameBytes(4, u32(1), Buffer.alloc(4097)), /too long/u);
    read(frameBytes(7, u32(1), 'x'.repeat(256)));
    assertMalformed(frameBytes(7, u32(1), 'x'.repeat(257)), /too long/u);
    assertMalformed(frameBytes(7, u32(1), Buffer.of(0xff)), /UTF-8/u);
    assertMalformed(frameBytes(3, u64(2n ** 53n)), /too large/u);
    assertMalformed(frameBytes(3, u64(2n ** 64n - 1n)), /too large/u);
  });

  test('of unknown types are refused', () => {
    for (let type = 0; type < 256; type += 1) {
      if (type >= 1 && type <= 17) continue;
      for (const length of [0, 1, 4, 8]) assertMalformed(frameBytes(type, Buffer.alloc(length)), /type is unknown/u);
    }
  });

  test('are refused when they are cut short', () => {
    const whole = frameBytes(8, u32(1), u32(2));
    for (let length = 1; length < whole.length; length += 1)
      assertMalformed(whole.subarray(0, length), /cut short|longer than its record/u);
    assertMalformed(Buffer.of(1, 255, 255, 255), /longer than its record/u);
  });
});

describe('hostile plaintexts', () => {
  /** Whatever comes: calls, and then at most the one typed error. */
  function assertTyped(plaintext: Uint8Array): Call[] {
    const { calls, handler } = recorder();
    try {
      dispatchFrames(plaintext, handler);
    } catch (error) {
      assert.ok(isQForgeError(error, 'MALFORMED'), String(error));
    }
    return calls;
  }

  test(`of random bytes lead to nothing but calls and the typed error (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (plaintext) => {
        assertTyped(plaintext);
      }),
      { seed, numRuns },
    );
  });

  test(`of changed frames lead to nothing but calls and the typed error, after the good ones (seed ${seed})`, () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(frames, { maxLength: 4 }),
        fc.array(frames, { minLength: 1, maxLength: 4 }),
        changes,
        (good, bad, places) => {
          const damaged = Buffer.concat(bad.map(({ encoded }) => encoded));
          for (const [position, value] of places) damaged[position % damaged.length] = value;
          const calls = assertTyped(Buffer.concat([...good.map(({ encoded }) => encoded), damaged]));
          assert.deepEqual(
            calls.slice(0, good.length),
            good.map(({ call }) => call),
          );
        },
      ),
      { seed, numRuns },
    );
  });
});
