import { concatBytes } from '../../../src/base/index.ts';
import type { CryptoBackend } from '../../../src/crypto/index.ts';
import { fixedCoins, mlKemExpandedKey } from '../../../src/crypto/known-answer.ts';
import { NoiseHandshake, type NoiseProtocol } from '../../../src/handshake/index.ts';
import { onBothBackends } from './backends.ts';
import { coinedBackends } from './coined-backends.ts';
import { expectBytes } from './expectations.ts';
import { isRecord, JsonFields } from './json-fields.ts';
import { checkSeed } from './ml-kem-checks.ts';
import { noiseProtocol, type ReplayedPair, replayHandshake } from './noise-replay.ts';
import type { RunnerName, VectorFormat } from './vector-format.ts';

const PROTOCOL = 'Noise_XXhfs_25519+MLKEM768_ChaChaPoly_SHA256';
/** What the first edition of the vectors called the same protocol; the name starts the transcript. */
const OLD_PROTOCOL = 'Noise_XXhfs_25519+ML-KEM-768_ChaChaPoly_SHA256';

/** All that is random in one of these handshakes. */
interface XxhfsSecrets {
  readonly initiatorStatic: Uint8Array;
  readonly responderStatic: Uint8Array;
  readonly initiatorEphemeral: Uint8Array;
  readonly initiatorKemSeed: Uint8Array;
  readonly responderEphemeral: Uint8Array;
  readonly encapsulationCoins: Uint8Array;
}

function coinsOf(secrets: XxhfsSecrets): Uint8Array {
  return concatBytes(
    secrets.initiatorEphemeral,
    secrets.initiatorKemSeed,
    secrets.responderEphemeral,
    secrets.encapsulationCoins,
  );
}

/** A message under each transport key comes out as under the key that the vector tells. */
function checkTransportKeys(pair: ReplayedPair, backend: CryptoBackend, vector: JsonFields): void {
  const [nothing, text] = [new Uint8Array(0), Uint8Array.of(1, 2, 3)];
  const ends = [pair.initiator.split(), pair.responder.split()] as const;
  for (const [index, field] of ['cs1_k', 'cs2_k'].entries()) {
    const [sender, receiver] = index === 0 ? ends : [ends[1], ends[0]];
    const expected = backend
      .aead('ChaCha20-Poly1305')
      .importKey(vector.hex(field))
      .seal(new Uint8Array(12), text, nothing);
    expectBytes(sender.send.encrypt(nothing, text), expected, `message under ${field}`);
    expectBytes(receiver.receive.decrypt(nothing, expected), text, `text under ${field}`);
  }
}

function optionsOf(protocol: NoiseProtocol, secrets: XxhfsSecrets, backend: CryptoBackend, prologue: Uint8Array) {
  const dh = backend.diffieHellman('X25519');
  const end = { protocol, backend, prologue };
  return {
    initiator: {
      ...end,
      role: 'initiator' as const,
      localStatic: { dh: dh.fromPrivateBytes(secrets.initiatorStatic) },
    },
    responder: {
      ...end,
      role: 'responder' as const,
      localStatic: { dh: dh.fromPrivateBytes(secrets.responderStatic) },
    },
  };
}

/** The vector also tells what belongs to its secrets. */
function checkPublicKeys(vector: JsonFields, secrets: XxhfsSecrets): void {
  onBothBackends((backend) => {
    const dh = backend.diffieHellman('X25519');
    const pairs = { static_i: secrets.initiatorStatic, static_r: secrets.responderStatic };
    const ephemerals = { ephemeral_dh_i: secrets.initiatorEphemeral, ephemeral_dh_r: secrets.responderEphemeral };
    for (const [field, secret] of Object.entries({ ...pairs, ...ephemerals })) {
      expectBytes(dh.fromPrivateBytes(secret).publicKey.bytes, vector.hex(`${field}_public`), `${field} public key`);
    }
  });
  expectBytes(
    mlKemExpandedKey('ML-KEM-768', secrets.initiatorKemSeed),
    vector.hex('ephemeral_kem_i_secret'),
    'expanded KEM key',
  );
  checkSeed('ML-KEM-768', secrets.initiatorKemSeed, vector.hex('ephemeral_kem_i_public'));
}

/** A whole vector: three messages without payload, the hash and the transport keys. */
function runVector(vector: JsonFields, name: string): readonly RunnerName[] {
  const secrets: XxhfsSecrets = {
    initiatorStatic: vector.hex('static_i_private'),
    responderStatic: vector.hex('static_r_private'),
    initiatorEphemeral: vector.hex('ephemeral_dh_i_private'),
    initiatorKemSeed: vector.hex('ephemeral_kem_i_seed'),
    responderEphemeral: vector.hex('ephemeral_dh_r_private'),
    encapsulationCoins: vector.hex('encap_seed_hex'),
  };
  checkPublicKeys(vector, secrets);
  const messages = ['msg_a', 'msg_b', 'msg_c'].map((field) => ({
    payload: new Uint8Array(0),
    ciphertext: vector.hex(field),
  }));
  return coinedBackends(() => fixedCoins(coinsOf(secrets))).map((backend) => {
    const ends = optionsOf(noiseProtocol(name), secrets, backend, vector.hex('prologue'));
    const pair = replayHandshake({ ...ends, messages, handshakeHash: vector.hex('handshake_hash') });
    checkTransportKeys(pair, backend, vector);
    return backend.name;
  });
}

/** The secrets of the n-th vector: each filled with one byte, counting up from 16 n. */
function secretsByRule(n: number): XxhfsSecrets {
  const filled = (offset: number, bytes = 32): Uint8Array => new Uint8Array(bytes).fill(16 * n + offset);
  return {
    initiatorStatic: filled(1),
    responderStatic: filled(2),
    initiatorEphemeral: filled(3),
    initiatorKemSeed: filled(5, 64),
    responderEphemeral: filled(4),
    encapsulationCoins: filled(6),
  };
}

/** Hash and transport keys under the old name, with secrets by the rule of the vectors and nothing else told. */
function runOldName(vector: JsonFields): readonly RunnerName[] {
  const secrets = secretsByRule(vector.integer('i'));
  const protocol = { ...noiseProtocol(PROTOCOL), name: OLD_PROTOCOL };
  return coinedBackends(() => fixedCoins(coinsOf(secrets))).map((backend) => {
    const ends = optionsOf(protocol, secrets, backend, new Uint8Array(0));
    const pair = { initiator: new NoiseHandshake(ends.initiator), responder: new NoiseHandshake(ends.responder) };
    pair.responder.readMessage(pair.initiator.writeMessage());
    pair.initiator.readMessage(pair.responder.writeMessage());
    pair.responder.readMessage(pair.initiator.writeMessage());
    expectBytes(pair.initiator.handshakeHash, vector.hex('handshake_hash'), 'handshake hash');
    checkTransportKeys(pair, backend, vector);
    return backend.name;
  });
}

/** XXhfs with ML-KEM-768 as in libp2p, and the hashes that the same handshakes have under their old name. */
export const noiseXxhfs: VectorFormat = {
  name: 'Noise (XXhfs)',
  read: ({ json, path }) => {
    const tests: unknown = isRecord(json) ? json.vectors : json;
    if (!Array.isArray(tests) || !isRecord(tests[0])) return undefined;
    const list = new JsonFields({ tests }, path).objects('tests');
    const [first] = list;
    if (first === undefined || !first.has('cs1_k') || !first.has('cs2_k')) return undefined;
    if (!isRecord(json)) return list.map((vector) => ({ name: vector.where, run: () => runOldName(vector) }));
    const name = new JsonFields(json, path).text('protocol');
    return list.map((vector) => ({ name: vector.where, run: () => runVector(vector, name) }));
  },
};
