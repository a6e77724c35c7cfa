import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { CryptoBackend } from '../../src/crypto/index.ts';
import { knownAnswerBackend } from '../../src/crypto/known-answer.ts';
import { type NoisePrivateKeys, type NoiseProtocol, parseNoiseProtocol } from '../../src/handshake/index.ts';
import { countingCoins } from './counting-coins.ts';
import { assertBytes, exchange, fromHex, makePair, pskOf, toHex } from './handshake-pair.ts';

const FOLDER = new URL('../../testdata/vectors/noise/clatter/', import.meta.url);
const FIRST_COIN = 0xde_ad_be_ef;
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));

// What the generator of the vectors sends once the handshake is over.
const TRANSPORT_TEXTS = ['Scream without a sound', 'Flying off the handle', 'Eugene gene the dance machine'];

test('the vectors of clatter are complete', () => {
  assert.equal(files.length, 8);
});

for (const file of files) {
  test(`clatter's ${file} comes out byte for byte`, () => {
    const fields = readFields(readFileSync(new URL(file, FOLDER), 'utf8'));
    const protocol = protocolOf(fields);
    const backend = knownAnswerBackend(countingCoins(FIRST_COIN));
    const pair = makePair({
      protocol,
      backends: { initiator: backend, responder: backend },
      statics: drawStatics(protocol, backend),
      prologue: fromHex(fields.get('prologue_hex') ?? ''),
      ...(protocol.pskCount === 0 ? {} : { psks: [pskOf(0)] }),
    });
    for (const index of protocol.messages.keys()) {
      const sender = index % 2 === 0 ? 'initiator' : 'responder';
      assertBytes(exchange(pair), fields.get(`msg[${index}] ${sender}`), `message ${index}`);
      assert.equal(toHex(pair.initiator.handshakeHash), fields.get(`h[${index}]`));
    }
    assert.equal(toHex(pair.initiator.handshakeHash), fields.get('handshake_hash'));
    const [initiator, responder] = [pair.initiator.split(), pair.responder.split()];
    for (const [index, text] of TRANSPORT_TEXTS.entries()) {
      const sender = index % 2 === 0 ? 'initiator' : 'responder';
      const { send } = sender === 'initiator' ? initiator : responder;
      const message = send.encrypt(new Uint8Array(0), new TextEncoder().encode(text));
      assert.equal(toHex(message), fields.get(`transport[${index}] ${sender}`));
    }
  });
}

/** Lines like `name: value`; a missing one makes the comparison with `undefined` fail. */
function readFields(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line.includes(': ') && !line.startsWith('#'));
  return new Map(lines.map((line) => line.split(': ') as [string, string]));
}

function protocolOf(fields: ReadonlyMap<string, string>): NoiseProtocol {
  const keys = [fields.get('dh'), fields.get('kem')?.toUpperCase()].filter((name) => name !== undefined).join('+');
  return parseNoiseProtocol(`Noise_${fields.get('pattern')}_${keys}_${fields.get('cipher')}_${fields.get('hash')}`);
}

/** Static keys for everyone, needed or not, in the generator's order. */
function drawStatics(
  protocol: NoiseProtocol,
  backend: CryptoBackend,
): Record<'initiator' | 'responder', NoisePrivateKeys> {
  const dh = protocol.dh && backend.diffieHellman(protocol.dh);
  const kem = protocol.kem && backend.kem(protocol.kem);
  const [initiatorDh, responderDh] = [dh?.generate(), dh?.generate()];
  const [initiatorKem, responderKem] = [kem?.generate(), kem?.generate()];
  return { initiator: { dh: initiatorDh, kem: initiatorKem }, responder: { dh: responderDh, kem: responderKem } };
}
