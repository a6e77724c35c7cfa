import assert from 'node:assert/strict';
import { ByteReader } from '../../../src/base/index.ts';
import { formatAddress, parseAddress } from '../../../src/network/address.ts';
import { parseAddressPattern } from '../../../src/network/address-pattern.ts';
import { dispatchFrames, FRAME_TYPE, type FrameHandler } from '../../../src/network/frame.ts';
import { parseIpRange } from '../../../src/network/ip-range.ts';
import { PacketAssembler, ReceivedChunk } from '../../../src/network/packet-assembler.ts';
import { isLegalRecordLength } from '../../../src/network/record-protection.ts';
import {
  encodeSessionHello,
  encodeSessionRequest,
  readSessionHello,
  readSessionRequest,
} from '../../../src/network/session-hello.ts';
import { sourceOf } from '../../../src/network/source-address.ts';
import type { Chances } from '../../simulation/chances.ts';
import { decoder, type FuzzTarget, textDecoder } from '../fuzz-target.ts';

const types = Object.values(FRAME_TYPE);
const BODY_BYTES: Readonly<Partial<Record<keyof typeof FRAME_TYPE, number>>> = {
  ack: 8,
  streamEnd: 4,
  streamCredit: 8,
  ping: 8,
  pong: 8,
  finished: 72,
  close: 0,
  rekeyAsk: 0,
  rekeyDone: 0,
  resume: 8,
};

/** Of ones their numbers would be larger than numbers can be. */
const ZEROS: ReadonlySet<string> = new Set(['ack', 'finished', 'resume']);

function frame(chances: Chances): Uint8Array {
  const name = chances.pick(Object.keys(FRAME_TYPE) as (keyof typeof FRAME_TYPE)[]);
  const length = BODY_BYTES[name] ?? chances.between(5, 40);
  const body = new Uint8Array(length).fill(ZEROS.has(name) ? 0 : chances.below(2));
  return Uint8Array.of(FRAME_TYPE[name], 0, 0, length, ...body);
}

/** A handler that takes everything, and counts. */
function countingHandler(): FrameHandler & { count: number } {
  const count = (): void => {
    handler.count += 1;
  };
  const handler = {
    count: 0,
    onMessage: count,
    onFragment: count,
    onAck: count,
    onStreamOpen: count,
    onStreamData: count,
    onStreamEnd: count,
    onStreamReset: count,
    onStreamCredit: count,
    onPing: count,
    onPong: count,
    onFinished: count,
    onClose: count,
    onRekeyAsk: count,
    onRekeyOffer: count,
    onRekeyAnswer: count,
    onRekeyDone: count,
    onResume: count,
    admit: () => undefined,
  };
  return handler;
}

function packetsOf(unverified: Uint8Array, chunkBytes: number): { packets: string[]; failed: boolean } {
  let held = 0;
  const buffers = {
    acquire: (bytes: number): Uint8Array => {
      assert.ok(bytes <= 1_048_592, 'no more is acquired than a legal length');
      held += 1;
      return new Uint8Array(bytes);
    },
    release: () => {
      held -= 1;
    },
  };
  const assembler = new PacketAssembler(
    { what: 'record', headerBytes: 4, isLegalLength: isLegalRecordLength },
    buffers,
  );
  const packets: string[] = [];
  let failed = false;
  try {
    for (let offset = 0; offset < unverified.length; offset += chunkBytes) {
      const chunk = new ReceivedChunk(unverified.subarray(offset, offset + chunkBytes));
      for (let packet = assembler.next(chunk); packet !== undefined; packet = assembler.next(chunk)) {
        packets.push(Buffer.from(packet.body).toString('hex'));
      }
    }
  } catch {
    failed = true;
  }
  assembler.dispose();
  assert.equal(held, 0, 'every buffer comes back');
  return { packets, failed };
}

/** Frames, records on the wire, and addresses. */
export const networkTargets: readonly FuzzTarget[] = [
  decoder(
    'frames',
    (chances) => Buffer.concat(Array.from({ length: chances.between(1, 5) }, () => frame(chances))),
    (unverified) => {
      const handler = countingHandler();
      dispatchFrames(unverified, handler);
      assert.ok(handler.count <= unverified.length / 4, 'a frame has 4 bytes at least');
      assert.ok(unverified.length === 0 || types.includes(unverified[0] as (typeof types)[number]));
    },
  ),
  decoder(
    'records',
    (chances) =>
      Buffer.concat(
        Array.from({ length: chances.between(1, 4) }, () => {
          const body = chances.bytes(chances.between(17, 60));
          return Uint8Array.of(0, 0, 0, body.length, ...body);
        }),
      ),
    // However the bytes are cut, the same records come out.
    (unverified) => {
      const whole = packetsOf(unverified, Math.max(1, unverified.length));
      for (const chunkBytes of [1, 3, 7]) assert.deepEqual(packetsOf(unverified, chunkBytes), whole);
    },
  ),
  decoder(
    'session-request',
    (chances) => chances.bytes(16),
    readSessionRequest,
    (channelId, unverified) => assert.deepEqual(encodeSessionRequest(channelId), unverified),
  ),
  decoder(
    'session-hello',
    (chances) => Buffer.concat([chances.bytes(56), Buffer.alloc(4), chances.bytes(4), Buffer.alloc(8)]),
    (unverified) => readSessionHello(new ByteReader(unverified, 'The answer to a handshake')),
    (hello, unverified) => assert.deepEqual(encodeSessionHello(hello), unverified),
  ),
  textDecoder(
    'address',
    (chances) =>
      chances.pick([
        'tcp://example.org:7700',
        'tcp://[::1]:0',
        'unix:///run/x.sock',
        'ws://10.0.0.1:80/a/b',
        'memory://name-1',
      ]),
    parseAddress,
    (address, text) => {
      assert.equal(formatAddress(address), text);
      sourceOf(text);
    },
  ),
  textDecoder(
    'address-pattern',
    (chances) => chances.pick(['example.org:80', '10.0.0.0/8:8000-8099', '[fd00::/8]:*', '*:22', '/run/x.sock']),
    parseAddressPattern,
    (pattern, text) => {
      assert.equal(pattern.text, text);
      pattern.admits({ scheme: 'tcp', host: '10.1.2.3', port: 8080 });
    },
  ),
  textDecoder('ip-range', (chances) => chances.pick(['10.0.0.0/8', 'fd00::/8', '127.0.0.1', '::1']), parseIpRange),
];
