import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type NoiseHandshake, type NoiseProtocol, parseNoiseProtocol } from '../../src/handshake/index.ts';
import {
  complete,
  exchange,
  generateKeys,
  type HandshakePair,
  makePair,
  pskOf,
  transportProof,
} from './handshake-pair.ts';
import { seededNumbers } from './seeded-numbers.ts';

const SEED = 20_261_124;
const PAYLOAD = new TextEncoder().encode('a payload of some length');
const backends = { initiator: nativeBackend, responder: nativeBackend };

/** A handshake that stands before the reading of one message, with everything sent so far. */
interface Stage {
  readonly pair: HandshakePair;
  readonly reader: NoiseHandshake;
  /** The messages before, in order. */
  readonly past: readonly Uint8Array[];
  /** The one that the reader expects. */
  readonly message: Uint8Array;
}

function stageBefore(protocol: NoiseProtocol, index: number): Stage {
  const pair = makePair({ protocol, backends, psks: [pskOf(7)], prologue: PAYLOAD });
  const past = Array.from({ length: index }, () => exchange(pair, PAYLOAD));
  const [writer, reader] = index % 2 === 0 ? [pair.initiator, pair.responder] : [pair.responder, pair.initiator];
  return { pair, reader, past, message: writer.writeMessage(PAYLOAD) };
}

/** Asserts that the reader refuses, without a trace. */
function assertRefused({ reader }: Stage, unverified: Uint8Array, what: string): void {
  const before = [reader.turn, reader.handshakeHash, reader.remoteStatic];
  assert.throws(
    () => reader.readMessage(unverified),
    { code: 'HANDSHAKE_FAILED', message: /with the peer failed/u },
    what,
  );
  assert.deepEqual([reader.turn, reader.handshakeHash, reader.remoteStatic], before, what);
}

/** Asserts that the right message is still welcome, and that the handshake then completes. */
function assertUnharmed({ pair, reader, message }: Stage): void {
  assert.deepEqual(reader.readMessage(message), PAYLOAD);
  complete(pair, PAYLOAD);
  transportProof(pair);
}

for (const pattern of ['XXpsk4', 'IKpsk2']) {
  const protocol = parseNoiseProtocol(`Noise_${pattern}_25519+MLKEM768_AESGCM_SHA512`);

  for (const index of protocol.messages.keys()) {
    const name = `message ${index + 1} of ${pattern}`;

    test(`every changed byte of ${name} is refused, and the right message still accepted`, (t) => {
      const stage = stageBefore(protocol, index);
      const next = seededNumbers(SEED + index);
      for (const position of stage.message.keys()) {
        const changed = stage.message.slice();
        changed[position] = (changed[position] ?? 0) ^ (1 + (next() % 255));
        assertRefused(stage, changed, `byte ${position}`);
      }
      assertUnharmed(stage);
      t.diagnostic(`${stage.message.length} bytes, seed ${SEED + index}`);
    });

    test(`${name} is refused at every shorter length and when longer`, () => {
      const stage = stageBefore(protocol, index);
      for (const length of stage.message.keys()) {
        assertRefused(stage, stage.message.slice(0, length), `length ${length}`);
      }
      for (const extraBytes of [1, 2, 15, 16, 17, 32, 1_088, 65_536 - stage.message.length]) {
        const longer = new Uint8Array(stage.message.length + extraBytes);
        longer.set(stage.message);
        assertRefused(stage, longer, `${extraBytes} bytes more`);
        assertRefused(stage, longer.copyWithin(extraBytes, 0), `${extraBytes} bytes before it`);
      }
      assertUnharmed(stage);
    });

    test(`in place of ${name}, replayed, reflected and foreign messages are refused`, () => {
      const stage = stageBefore(protocol, index);
      for (const [position, past] of stage.past.entries()) assertRefused(stage, past, `message ${position + 1} again`);
      for (const other of protocol.messages.keys()) {
        if (other === 0 && index === 0) continue; // Any initiator may open a handshake.
        assertRefused(stage, stageBefore(protocol, other).message, `message ${other + 1} of another handshake`);
      }
      assertUnharmed(stage);
    });
  }

  test(`${pattern} allows no call out of turn`, () => {
    const pair = makePair({ protocol, backends, psks: [pskOf(7)] });
    const outOfOrder = { code: 'HANDSHAKE_OUT_OF_ORDER' };
    for (;;) {
      const writers = [pair.initiator, pair.responder].filter(({ turn }) => turn === 'write');
      for (const handshake of [pair.initiator, pair.responder]) {
        if (handshake.turn !== 'write') assert.throws(() => handshake.writeMessage(), outOfOrder);
        if (handshake.turn !== 'read') assert.throws(() => handshake.readMessage(PAYLOAD), outOfOrder);
        if (handshake.isComplete) continue;
        assert.throws(() => handshake.split(), outOfOrder);
        assert.throws(() => handshake.exportSecret('early', 32), outOfOrder);
      }
      if (writers.length === 0) break;
      assert.equal(writers.length, 1);
      exchange(pair);
    }
    transportProof(pair);
    for (const handshake of [pair.initiator, pair.responder]) {
      assert.throws(() => handshake.split(), outOfOrder);
      assert.throws(() => handshake.exportSecret('late', 32), outOfOrder);
      assert.throws(() => handshake.writeMessage(), outOfOrder);
      assert.throws(() => handshake.readMessage(PAYLOAD), outOfOrder);
    }
  });

  test(`${pattern} fails when the sides differ in prologue, pre-shared key, suite or static key`, () => {
    const statics = {
      initiator: generateKeys(protocol, nativeBackend),
      responder: generateKeys(protocol, nativeBackend),
    };
    const right = { protocol, backends, statics, psks: [pskOf(7)], prologue: PAYLOAD };
    const others = [
      { ...right, prologue: PAYLOAD.slice(1) },
      { ...right, psks: [pskOf(8)] },
      { ...right, protocol: parseNoiseProtocol(protocol.name.replace('AESGCM', 'ChaChaPoly')) },
      { ...right, protocol: parseNoiseProtocol(protocol.name.replace('SHA512', 'BLAKE2b')) },
    ];
    for (const other of others) {
      const pair = { initiator: makePair(right).initiator, responder: makePair(other).responder };
      assert.throws(() => complete(pair), { code: 'HANDSHAKE_FAILED' });
    }
    complete(makePair(right));
  });
}

test('an initiator of IKpsk2 that knows another static key of the responder is refused', () => {
  const protocol = parseNoiseProtocol('Noise_IKpsk2_25519+MLKEM768_AESGCM_SHA512');
  const real = makePair({ protocol, backends, psks: [pskOf(7)] });
  const misled = makePair({ protocol, backends, psks: [pskOf(7)] });
  assert.throws(() => complete({ initiator: misled.initiator, responder: real.responder }), {
    code: 'HANDSHAKE_FAILED',
  });
});
