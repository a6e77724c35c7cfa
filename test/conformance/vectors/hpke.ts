import { createCipheriv } from 'node:crypto';
import { concatBytes, isQForgeError } from '../../../src/base/index.ts';
import { type HpkeOptions, HpkeSuite, type HpkeSuiteNumbers, type KemName } from '../../../src/crypto/index.ts';
import { onBothBackends } from './backends.ts';
import { expectBytes, Unsupported } from './expectations.ts';
import { isRecord, JsonFields } from './json-fields.ts';
import { withCoins } from './known-coins.ts';
import type { RunnerName, VectorFormat } from './vector-format.ts';

const MODES = { base: 0, psk: 1, auth: 2, authPsk: 3 } as const;
const EXPORT_ONLY = 0xffff;

/** KEMs of HPKE that the product also has by itself, with RFC 9180's shared secret. */
const kemNames: Readonly<Record<number, KemName>> = {
  0x0020: 'X25519',
  0x0021: 'X448',
  0x0040: 'ML-KEM-512',
  0x0041: 'ML-KEM-768',
  0x0042: 'ML-KEM-1024',
  0x647a: 'X-Wing',
};

// RFC 9180 §7.3.
const cipherNames: Readonly<Record<number, 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305'>> = {
  1: 'aes-128-gcm',
  2: 'aes-256-gcm',
  3: 'chacha20-poly1305',
};

function optionsOf(test: JsonFields, mode: number): HpkeOptions {
  const info = test.hex('info');
  if (mode === MODES.base) return { info };
  return { info, preSharedKey: { key: test.hex('psk'), id: test.hex('psk_id') } };
}

/** What the encapsulation drew: a Diffie-Hellman KEM the private key that `ikmE` leads to, the others `ikmE` itself. */
async function encapsulationCoins(suite: HpkeSuite, test: JsonFields, name: KemName): Promise<Uint8Array> {
  const inputKey = test.hex('ikmE');
  if (name !== 'X25519' && name !== 'X448') return inputKey;
  const { privateKey } = await suite.deriveKeys(inputKey);
  if (test.has('skEm')) expectBytes(privateKey.expose(), test.hex('skEm'), 'derived ephemeral private key');
  return privateKey.expose();
}

/** The shared secret through the product's own KEM, where it has it: both backends, and its encapsulation by coins. */
async function checkKem(suite: HpkeSuite, test: JsonFields): Promise<readonly RunnerName[]> {
  const name = kemNames[test.integer('kem_id')];
  if (name === undefined) return [];
  const [publicKey, encapsulated, secret] = [test.hex('pkRm'), test.hex('enc'), test.hex('shared_secret')];
  const made = withCoins(await encapsulationCoins(suite, test, name), (backend) =>
    backend.kem(name).importPublicKey(publicKey).encapsulate(),
  );
  expectBytes(made.ciphertext, encapsulated, 'encapsulated key');
  expectBytes(made.sharedSecret.expose(), secret, 'shared secret of encapsulation');
  return onBothBackends((backend) => {
    const key = backend.kem(name).fromSeed(test.hex('skRm'));
    expectBytes(key.publicKey.bytes, publicKey, `public key (${backend.name})`);
    expectBytes(key.decapsulate(encapsulated).expose(), secret, `shared secret (${backend.name})`);
  });
}

/** The nonce of the n-th message: RFC 9180 §5.2. */
function nonceOf(baseNonce: Uint8Array, sequence: number): Uint8Array {
  const nonce = Uint8Array.from(baseNonce);
  const view = new DataView(nonce.buffer);
  view.setUint32(nonce.length - 4, view.getUint32(nonce.length - 4) ^ sequence);
  return nonce;
}

/** A message of ours for the numbers that the vector skips: sealed by the vector's own key and nonce. */
function filler(test: JsonFields, sequence: number): Uint8Array {
  const cipherName = cipherNames[test.integer('aead_id')];
  if (cipherName === undefined) throw test.malformed('messages under an AEAD that seals none');
  // Node's types tell the AEADs apart, its objects behave alike.
  const cipher = createCipheriv(
    cipherName as 'aes-256-gcm',
    test.hex('key'),
    nonceOf(test.hex('base_nonce'), sequence),
    {
      authTagLength: 16,
    },
  );
  return concatBytes(cipher.update('filler'), cipher.final(), cipher.getAuthTag());
}

async function checkOpening(suite: HpkeSuite, test: JsonFields, options: HpkeOptions): Promise<void> {
  const receiver = await suite.receive(test.hex('skRm'), test.hex('enc'), options);
  let sequence = 0;
  for (const [index, message] of test.objects('encryptions').entries()) {
    const wanted = message.has('seq') ? message.integer('seq') : index;
    if (message.has('nonce')) {
      expectBytes(nonceOf(test.hex('base_nonce'), wanted), message.hex('nonce'), `nonce ${wanted}`);
    }
    for (; sequence < wanted; sequence++) await receiver.open(filler(test, sequence));
    expectBytes(await receiver.open(message.hex('ct'), message.hex('aad')), message.hex('pt'), `message ${sequence}`);
    sequence++;
  }
  for (const wanted of test.objects('exports')) {
    using exported = await receiver.exportSecret(wanted.hex('exporter_context'), wanted.integer('L'));
    expectBytes(exported.expose(), wanted.hex('exported_value'), 'exported secret');
  }
}

/** What is sealed to the vector's public key opens with its private key, and both sides export the same. */
async function checkSealing(suite: HpkeSuite, test: JsonFields, options: HpkeOptions): Promise<void> {
  const [message, label] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
  const sender = await suite.send(test.hex('pkRm'), options);
  const receiver = await suite.receive(test.hex('skRm'), sender.encapsulated, options);
  if (test.integer('aead_id') !== EXPORT_ONLY) {
    expectBytes(await receiver.open(await sender.seal(message, label), label), message, 'message of ours');
  }
  using sent = await sender.exportSecret(label, 32);
  using received = await receiver.exportSecret(label, 32);
  expectBytes(sent.expose(), received.expose(), 'exported secret of ours');
}

async function checkKeys(suite: HpkeSuite, test: JsonFields): Promise<void> {
  if (!test.has('ikmR')) return;
  const keys = await suite.deriveKeys(test.hex('ikmR'));
  expectBytes(keys.privateKey.expose(), test.hex('skRm'), 'derived private key');
  expectBytes(keys.publicKey, test.hex('pkRm'), 'derived public key');
}

/** The suite, or {@link Unsupported} when the library does not have it. */
async function loadSuite(numbers: HpkeSuiteNumbers): Promise<HpkeSuite> {
  try {
    return await HpkeSuite.load(numbers);
  } catch (error) {
    if (isQForgeError(error, 'CRYPTO_UNSUPPORTED')) throw new Unsupported(error.message);
    throw error;
  }
}

async function runHpke(test: JsonFields): Promise<readonly RunnerName[]> {
  const mode = test.integer('mode');
  if (mode === MODES.auth || mode === MODES.authPsk) {
    throw new Unsupported('HPKE modes with sender authentication, which post-quantum KEMs do not have');
  }
  if (mode !== MODES.base && mode !== MODES.psk) throw test.malformed(`there is no mode ${mode}`);
  const options = optionsOf(test, mode);
  const numbers = { kem: test.integer('kem_id'), kdf: test.integer('kdf_id'), aead: test.integer('aead_id') };
  const suite = await loadSuite(numbers);
  await checkKeys(suite, test);
  await checkOpening(suite, test, options);
  await checkSealing(suite, test, options);
  return [...(await checkKem(suite, test)), 'web-crypto'];
}

/** HPKE: RFC 9180 and draft-ietf-hpke-pq, a bare list or a list under `tests`. */
export const hpkeFormat: VectorFormat = {
  name: 'HPKE',
  read: ({ json, path }) => {
    const tests: unknown = isRecord(json) ? json.tests : json;
    if (!Array.isArray(tests) || !isRecord(tests[0]) || !('kem_id' in tests[0])) return undefined;
    return new JsonFields({ tests }, path).objects('tests').map((test) => ({
      name: test.where,
      run: () => runHpke(test),
    }));
  },
};
