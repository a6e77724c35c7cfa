import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { knownAnswerBackend } from '../../src/crypto/known-answer.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { parseNoiseProtocol } from '../../src/handshake/index.ts';
import { countingCoins } from './counting-coins.ts';
import { complete, exchange, generateKeys, makePair, publicKeys, transportProof } from './handshake-pair.ts';
import { type HandwrittenSuite, handwrittenIKpsk2, handwrittenXXpsk4 } from './handwritten-handshake.ts';

const SEED = 20_261_123;
const EMPTY = new Uint8Array(0);

const suites: readonly HandwrittenSuite[] = [
  { keys: '25519+MLKEM768', cipher: 'AESGCM', hash: 'SHA512' },
  { keys: '25519+MLKEM768', cipher: 'ChaChaPoly', hash: 'SHA512' },
  { keys: '448+MLKEM1024', cipher: 'AESGCM', hash: 'SHA512' },
  { keys: '25519+MLKEM512', cipher: 'AESGCM', hash: 'SHA256' },
];
const patterns = [
  { pattern: 'XXpsk4', handwritten: handwrittenXXpsk4 },
  { pattern: 'IKpsk2', handwritten: handwrittenIKpsk2 },
];

for (const suite of suites) {
  for (const { pattern, handwritten } of patterns) {
    const protocol = parseNoiseProtocol(`Noise_${pattern}_${suite.keys}_${suite.cipher}_${suite.hash}`);

    test(`${protocol.name} equals the handwritten run in every byte`, () => {
      const inputs = fc.record({
        coins: fc.nat(255),
        prologue: fc.uint8Array({ maxLength: 80 }),
        psk: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        payloads: fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 4, maxLength: 4 }),
      });
      const property = fc.property(inputs, ({ coins, prologue, psk, payloads }) => {
        const [backend, twinBackend] = [
          knownAnswerBackend(countingCoins(coins)),
          knownAnswerBackend(countingCoins(coins)),
        ];
        const statics = { initiator: generateKeys(protocol, backend), responder: generateKeys(protocol, backend) };
        const twinStatics = [generateKeys(protocol, twinBackend), generateKeys(protocol, twinBackend)];
        const [initiator, responder] = twinStatics.map(({ dh, kem }) => {
          assert.ok(dh !== undefined && kem !== undefined);
          return { dh, kem };
        });
        assert.ok(initiator !== undefined && responder !== undefined);
        const pair = makePair({
          protocol,
          backends: { initiator: backend, responder: backend },
          statics,
          prologue,
          psks: [SecretBytes.copyOf(psk)],
        });
        const run = handwritten({ backend: twinBackend, suite, initiator, responder, psk, prologue, payloads });
        for (const [index, message] of run.messages.entries()) {
          assert.deepEqual(exchange(pair, payloads[index] ?? EMPTY), message);
        }
        assert.deepEqual(pair.initiator.handshakeHash, run.handshakeHash);
        assert.deepEqual(pair.responder.exportSecret('twin', 32).expose(), run.exported);
        const { send, receive } = pair.initiator.split();
        assert.deepEqual(send.encrypt(EMPTY, EMPTY), run.firstSeals[0]);
        assert.deepEqual(receive.decrypt(EMPTY, run.firstSeals[1]), EMPTY);
      });
      fc.assert(property, { seed: SEED, numRuns: 4 });
    });

    test(`${protocol.name} completes between the native and the portable backend, either way round`, () => {
      const payloads = fc.uint8Array({ maxLength: 2_000 });
      const property = fc.property(payloads, fc.boolean(), (payload, nativeFirst) => {
        const [first, second] = nativeFirst ? [nativeBackend, portableBackend] : [portableBackend, nativeBackend];
        const psks = [SecretBytes.take(first.random.fill(new Uint8Array(32)))];
        const pair = makePair({ protocol, backends: { initiator: first, responder: second }, psks, prologue: payload });
        const messages = complete(pair, payload);
        assert.equal(messages.length, protocol.messages.length);
        transportProof(pair);
      });
      fc.assert(property, { seed: SEED, numRuns: 6 });
    });
  }
}

test('each side of XXpsk4 learns the static keys of the other in the message that carries them', () => {
  const protocol = parseNoiseProtocol('Noise_XXpsk4_25519+MLKEM768_AESGCM_SHA512');
  const statics = {
    initiator: generateKeys(protocol, nativeBackend),
    responder: generateKeys(protocol, nativeBackend),
  };
  const psks = [SecretBytes.take(new Uint8Array(32))];
  const pair = makePair({ protocol, backends: { initiator: nativeBackend, responder: nativeBackend }, statics, psks });
  const bytesOf = (keys: ReturnType<typeof publicKeys> | undefined): unknown => [keys?.dh?.bytes, keys?.kem?.bytes];
  exchange(pair);
  assert.equal(pair.initiator.remoteStatic, undefined);
  exchange(pair);
  assert.deepEqual(
    bytesOf(pair.initiator.remoteStatic),
    bytesOf(publicKeys(statics.responder, protocol, nativeBackend)),
  );
  assert.equal(pair.responder.remoteStatic, undefined);
  exchange(pair);
  assert.deepEqual(
    bytesOf(pair.responder.remoteStatic),
    bytesOf(publicKeys(statics.initiator, protocol, nativeBackend)),
  );
});
