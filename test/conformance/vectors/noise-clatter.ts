import { type RandomSource, SecretBytes, utf8 } from '../../../src/base/index.ts';
import type { CryptoBackend } from '../../../src/crypto/index.ts';
import type {
  HandshakeRole,
  NoiseHandshakeOptions,
  NoisePrivateKeys,
  NoiseProtocol,
} from '../../../src/handshake/index.ts';
import { coinedBackends } from './coined-backends.ts';
import { Unsupported } from './expectations.ts';
import { hexBytes, isRecord, JsonFields } from './json-fields.ts';
import { type NoiseMessageVector, noiseProtocol, replayNoise } from './noise-replay.ts';
import type { RunnerName, VectorCase, VectorFormat } from './vector-format.ts';

/** What the generator of the vectors starts its counter with, as its pre-shared key, and sends after the handshake. */
const FIRST_COIN = 0xdeadbeef;
const PSK: Uint8Array = new Uint8Array(32);
const TRANSPORT_TEXTS = ['Scream without a sound', 'Flying off the handle', 'Eugene gene the dance machine'];

/** Coins whose bytes count up, modulo 256. */
function countingCoins(): RandomSource {
  let counter = FIRST_COIN;
  return {
    fill: (target) => {
      for (const index of target.keys()) target[index] = counter++ % 256;
      return target;
    },
  };
}

/** Static keys for both parties, needed or not, in the generator's order. */
function drawStatics(protocol: NoiseProtocol, backend: CryptoBackend): Record<HandshakeRole, NoisePrivateKeys> {
  const dh = protocol.dh && backend.diffieHellman(protocol.dh);
  const kem = protocol.kem && backend.kem(protocol.kem);
  const [initiatorDh, responderDh] = [dh?.generate(), dh?.generate()];
  const [initiatorKem, responderKem] = [kem?.generate(), kem?.generate()];
  return { initiator: { dh: initiatorDh, kem: initiatorKem }, responder: { dh: responderDh, kem: responderKem } };
}

function optionsOf(
  role: HandshakeRole,
  protocol: NoiseProtocol,
  backend: CryptoBackend,
  statics: Record<HandshakeRole, NoisePrivateKeys>,
): NoiseHandshakeOptions {
  const other = role === 'initiator' ? 'responder' : 'initiator';
  const remote = statics[other];
  const known = protocol.pattern.knownStatics.includes(other);
  return {
    protocol,
    role,
    backend,
    localStatic: statics[role],
    psks: Array.from({ length: protocol.pskCount }, () => SecretBytes.copyOf(PSK)),
    ...(known && { remoteStatic: { dh: remote.dh?.publicKey, kem: publicKemKey(protocol, backend, remote) } }),
  };
}

/** A public key as its bytes would arrive, so that a chosen encapsulation is possible with it. */
function publicKemKey(protocol: NoiseProtocol, backend: CryptoBackend, { kem }: NoisePrivateKeys) {
  return protocol.kem && kem && backend.kem(protocol.kem).importPublicKey(kem.publicKey.bytes);
}

/** One vector: named values, a text line each. */
type Fields = ReadonlyMap<string, string>;

function runClatter(fields: Fields, where: string): readonly RunnerName[] {
  const required = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw new JsonFields({}, where).malformed(`it has no ${name}`);
    return value;
  };
  const pattern = required('pattern');
  if (pattern.includes('+pq')) throw new Unsupported('one handshake inside another is not in the product');
  const keys = [fields.get('dh'), fields.get('kem')?.toUpperCase()].filter((name) => name !== undefined).join('+');
  const protocol = noiseProtocol(`Noise_${pattern}_${keys}_${required('cipher')}_${required('hash')}`);
  const hex = (name: string): Uint8Array => hexBytes(required(name), `${where}: ${name}`);
  const sender = (index: number): string => (index % 2 === 0 ? 'initiator' : 'responder');
  const handshake = protocol.messages.map(
    (_, index): NoiseMessageVector => ({
      payload: utf8(''),
      ciphertext: hex(`msg[${index}] ${sender(index)}`),
      hash: hex(`h[${index}]`),
    }),
  );
  const transport = TRANSPORT_TEXTS.map(
    (text, index): NoiseMessageVector => ({
      payload: utf8(text),
      ciphertext: hex(`transport[${index}] ${sender(index)}`),
    }),
  );
  return coinedBackends(countingCoins).map((backend) => {
    const statics = drawStatics(protocol, backend);
    const prologue = hex('prologue_hex');
    replayNoise(
      {
        initiator: { ...optionsOf('initiator', protocol, backend, statics), prologue },
        responder: { ...optionsOf('responder', protocol, backend, statics), prologue },
        messages: [...handshake, ...transport],
        handshakeHash: hex('handshake_hash'),
      },
      { restart: true },
    );
    return backend.name;
  });
}

/** Lines like `name: value`; others are comments and rules. */
function linesOf(lines: readonly string[]): [string, string][] {
  return lines
    .filter((line) => !line.startsWith('#') && line.includes(': '))
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2).trim()]);
}

/** A vector that was turned into JSON: the heading as fields, messages as objects, the other lines as `extra`. */
function fieldsOf(test: JsonFields): Fields {
  const heading = test.names.filter((name) => typeof test.raw(name) === 'string');
  return new Map([
    ...heading.map((name): [string, string] => [name, test.text(name)]),
    ...test
      .objects('messages')
      .map((message): [string, string] => [
        `msg[${message.integer('i')}] ${message.text('from')}`,
        message.text('hex'),
      ]),
    ...linesOf(test.texts('extra')),
  ]);
}

/** Vectors of clatter 2.2.0, with KEMs and without: text as generated, or collected as JSON. */
export const noiseClatter: VectorFormat = {
  name: 'Noise (clatter)',
  read: ({ json, text, path }): readonly VectorCase[] | undefined => {
    if (text.startsWith('# Vector: ')) {
      const fields: Fields = new Map(linesOf(text.split(/\r?\n/u)));
      return [{ name: text.slice('# Vector: '.length, text.indexOf('\n')), run: () => runClatter(fields, path) }];
    }
    if (!isRecord(json) || !Array.isArray(json.tests)) return undefined;
    const first: unknown = json.tests[0];
    if (!isRecord(first) || !('pattern' in first) || !('prologue_hex' in first)) return undefined;
    return new JsonFields(json, path)
      .objects('tests')
      .map((test) => ({ name: test.text('name'), run: () => runClatter(fieldsOf(test), test.where) }));
  },
};
