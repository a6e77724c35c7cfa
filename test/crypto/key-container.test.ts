import assert from 'node:assert/strict';
import test from 'node:test';
import { concatBytes, type ErrorCode, isQForgeError, SecretBytes, utf8 } from '../../src/base/index.ts';
import {
  decodeKeyContainer,
  encodeUnprotectedKeyContainer,
  type KeyContainerTools,
  MAX_KEY_CONTAINER_BYTES,
  MAX_KEY_PAYLOAD_BYTES,
  nativeArgon2id,
  nativeBackend,
  openKeyContainer,
  sealKeyContainer,
} from '../../src/crypto/index.ts';
import { damagedCopies } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused, assertRejected } from './refusal.ts';

const tools: KeyContainerTools = { backend: nativeBackend, passphraseKdf: nativeArgon2id };
const PROTECTION_OFFSET = 9;
const quickWork = { memoryKiB: 8, passes: 1, parallelism: 1 };
const payloadBytes = utf8('the secret of a device, 1234567890');

function secret(text: string): SecretBytes {
  return SecretBytes.take(utf8(text));
}

function payload(): SecretBytes {
  return SecretBytes.copyOf(payloadBytes);
}

async function open(container: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const decoded = decodeKeyContainer(nativeBackend, container);
  assert.ok(decoded.protection === 'passphrase');
  return (await openKeyContainer(tools, decoded, secret(passphrase))).expose();
}

/** The container with bytes replaced and its digest made right again, as an attacker would. */
function forged(container: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const body = container.slice(0, -32);
  body.set(bytes, offset);
  return concatBytes(body, nativeBackend.hash('SHA-256').digest(body));
}

test('a sealed container opens under its passphrase, and only under it', async () => {
  const container = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  assert.equal(toHex(await open(container, 'passphrase')), toHex(payloadBytes));
  for (const wrong of ['', 'Passphrase', 'passphrase ', 'passphras']) {
    await assertRejected('CRYPTO_AUTHENTICATION_FAILED', () => open(container, wrong));
  }
});

test('a container is laid out as its diagram says', async () => {
  const container = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  assert.equal(container.length, 8 + 1 + 1 + 4 + 4 + 1 + 16 + 12 + payloadBytes.length + 16 + 32);
  assert.equal(toHex(container.subarray(0, 19)), `${toHex(utf8('QFKEY\r\n'))}1a0101000000080000000101`);
  const [salt, nonce] = [container.subarray(19, 35), container.subarray(35, 47)];
  const key = await nativeArgon2id(secret('passphrase'), salt, quickWork);
  const aead = nativeBackend.aead('AES-256-GCM').importKey(key.expose());
  const sealed = aead.seal(nonce, payloadBytes, container.subarray(0, 47));
  assert.equal(toHex(container.subarray(47, -32)), toHex(sealed));
});

test('two containers of one secret share neither salt nor nonce', async () => {
  const first = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  const second = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  assert.notEqual(toHex(first.subarray(19, 35)), toHex(second.subarray(19, 35)));
  assert.notEqual(toHex(first.subarray(35, 47)), toHex(second.subarray(35, 47)));
});

test('damage anywhere in a sealed container is found before any work is done', async () => {
  const container = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  for (const { bytes } of damagedCopies(container)) {
    assertRefused('MALFORMED', () => decodeKeyContainer(nativeBackend, bytes));
  }
});

test('damage anywhere in an unprotected container is found', () => {
  const container = encodeUnprotectedKeyContainer(nativeBackend, payload()).expose();
  const decoded = decodeKeyContainer(nativeBackend, container);
  assert.ok(decoded.protection === 'none');
  assert.equal(toHex(decoded.payload), toHex(payloadBytes));
  for (const { bytes } of damagedCopies(container)) {
    assertRefused('MALFORMED', () => decodeKeyContainer(nativeBackend, bytes));
  }
});

test('a forger who can make the digest right still cannot change what is sealed', async () => {
  const container = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  const refused = new Set<ErrorCode>(['MALFORMED', 'CRYPTO_AUTHENTICATION_FAILED']);
  for (let offset = 0; offset < container.length - 32; offset++) {
    if (offset === PROTECTION_OFFSET) continue;
    const changed = forged(container, offset, Uint8Array.of((container[offset] ?? 0) ^ 1));
    const isRefusal = (error: unknown): boolean => isQForgeError(error) && refused.has(error.code);
    await assert.rejects(() => open(changed, 'passphrase'), isRefusal, `byte ${offset} changed`);
  }
});

test('a sealed container that is relabelled as unprotected shows as such, and gives nothing away', async () => {
  const container = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  const relabelled = decodeKeyContainer(nativeBackend, forged(container, PROTECTION_OFFSET, Uint8Array.of(0)));
  assert.ok(relabelled.protection === 'none');
  assert.ok(!toHex(relabelled.payload).includes(toHex(payloadBytes)));
});

test('work factors out of bounds are refused without being worked', async () => {
  let worked = 0;
  const container = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  const watched: KeyContainerTools = {
    ...tools,
    passphraseKdf: (...input) => {
      worked++;
      return nativeArgon2id(...input);
    },
  };
  const hostile = [
    'ffffffffffffffffff',
    '001000010000000101',
    '001000000000000501',
    '000000070000000101',
    '000000080000000001',
    '000000080000000100',
    '000000080000000111',
    '00000008ffffffff01',
  ];
  for (const factors of hostile) {
    const changed = forged(container, 10, Uint8Array.from(Buffer.from(factors, 'hex')));
    assertRefused('MALFORMED', () => decodeKeyContainer(nativeBackend, changed));
  }
  for (const work of [
    { ...quickWork, memoryKiB: 7 },
    { ...quickWork, passes: 0 },
    { ...quickWork, parallelism: 17 },
  ]) {
    await assertRejected('ARGUMENT_INVALID', () => sealKeyContainer(watched, payload(), secret('passphrase'), work));
  }
  assert.equal(worked, 0);
});

test('empty and largest payloads fit, larger ones do not', async () => {
  for (const length of [0, MAX_KEY_PAYLOAD_BYTES]) {
    const content = SecretBytes.take(new Uint8Array(length).fill(7));
    const container = await sealKeyContainer(tools, content, secret('passphrase'), quickWork);
    assert.equal(container.length, MAX_KEY_CONTAINER_BYTES - MAX_KEY_PAYLOAD_BYTES + length);
    assert.equal((await open(container, 'passphrase')).length, length);
  }
  const tooLong = SecretBytes.take(new Uint8Array(MAX_KEY_PAYLOAD_BYTES + 1));
  await assertRejected('ASSERTION_FAILED', () => sealKeyContainer(tools, tooLong, secret('passphrase'), quickWork));
  assertRefused('ASSERTION_FAILED', () => encodeUnprotectedKeyContainer(nativeBackend, tooLong));
});

test('a payload over the limit is refused on reading too', async () => {
  const unprotected = encodeUnprotectedKeyContainer(nativeBackend, payload()).expose();
  const body = concatBytes(unprotected.slice(0, 10), new Uint8Array(MAX_KEY_PAYLOAD_BYTES + 1));
  const longer = concatBytes(body, nativeBackend.hash('SHA-256').digest(body));
  assertRefused('MALFORMED', () => decodeKeyContainer(nativeBackend, longer));
  const container = await sealKeyContainer(tools, payload(), secret('passphrase'), quickWork);
  const sealedBody = concatBytes(container.slice(0, 47), new Uint8Array(MAX_KEY_PAYLOAD_BYTES + 17));
  const sealedLonger = concatBytes(sealedBody, nativeBackend.hash('SHA-256').digest(sealedBody));
  assertRefused('MALFORMED', () => decodeKeyContainer(nativeBackend, sealedLonger));
  const sealedShorter = concatBytes(container.slice(0, 47), new Uint8Array(15));
  const shorter = concatBytes(sealedShorter, nativeBackend.hash('SHA-256').digest(sealedShorter));
  assertRefused('MALFORMED', () => decodeKeyContainer(nativeBackend, shorter));
});

test('a container from another version or protection is refused by name', () => {
  const container = encodeUnprotectedKeyContainer(nativeBackend, payload()).expose();
  assert.throws(
    () => decodeKeyContainer(nativeBackend, forged(container, 8, Uint8Array.of(2))),
    /version is 2, not 1/u,
  );
  assert.throws(() => decodeKeyContainer(nativeBackend, forged(container, 9, Uint8Array.of(2))), /no protection 2/u);
});
