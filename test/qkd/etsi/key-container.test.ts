import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import { decodeKeyContainer, encodeKeyContainer, strictBase64 } from '../../../src/qkd/etsi/key-container.ts';

const options = { seed: 20_261_130, numRuns: 1000 };
const KEY_ID = '0123abcd-0000-4000-8000-000000000001';
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const secret = (text: string): SecretBytes => SecretBytes.copyOf(Buffer.from(text));

describe('a key container', () => {
  test('is the JSON of ETSI GS QKD 014 6.3', () => {
    const text = encodeKeyContainer({ keys: [{ keyId: KEY_ID, key: secret('hello') }], simulated: true });
    assert.deepEqual(JSON.parse(text), {
      keys: [{ key_ID: KEY_ID, key: 'aGVsbG8=' }],
      key_container_extension: { simulated: true },
    });
    const noted = encodeKeyContainer({ keys: [], simulated: false, notice: 'words' });
    assert.deepEqual(JSON.parse(noted), { keys: [], key_container_extension: { simulated: false, message: 'words' } });
  });

  test('is read as it was written', () => {
    const text = encodeKeyContainer({ keys: [{ keyId: KEY_ID, key: secret('hello') }], simulated: true });
    const { keys, simulated } = decodeKeyContainer(JSON.parse(text));
    assert.equal(simulated, true);
    assert.deepEqual(
      keys.map(({ keyId, key }) => [keyId, Buffer.from(key.expose()).toString()]),
      [[KEY_ID, 'hello']],
    );
  });

  test('of others may say nothing of simulation, and more than we know', () => {
    const keys = [{ key_ID: KEY_ID.toUpperCase(), key: 'AAEC', key_extension: { a: 1 }, key_ID_extension: null }];
    assert.equal(decodeKeyContainer({ keys }).simulated, undefined);
    assert.equal(decodeKeyContainer({ keys, key_container_extension: { vendor: 1 } }).simulated, undefined);
    assert.equal(decodeKeyContainer({ keys }).keys[0]?.keyId, KEY_ID);
  });

  test('is refused when a key or its ID is not what it should be', () => {
    const of = (key: unknown, keyId: unknown = KEY_ID): object => ({ keys: [{ key_ID: keyId, key }] });
    for (const wrong of [
      {},
      null,
      [],
      { keys: {} },
      of(1),
      of('AA='),
      of('AA'),
      of(''),
      of('A A='),
      of('AB=='),
      of('_-8='),
    ]) {
      assert.throws(() => decodeKeyContainer(wrong), malformed, JSON.stringify(wrong));
    }
    assert.throws(() => decodeKeyContainer(of('AAEC', 'x')), malformed);
    assert.throws(() => decodeKeyContainer({ ...of('AAEC'), key_container_extension: { simulated: 'no' } }), malformed);
  });
});

test(`strict base64 takes what it gives, and no other spelling of it (seed ${options.seed})`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.string(), (bytes, noise) => {
      const text = Buffer.from(bytes).toString('base64');
      assert.deepEqual(Buffer.from(strictBase64(text)), Buffer.from(bytes));
      for (const other of [`${text}=`, ` ${text}`, `${text}\n`]) assert.throws(() => strictBase64(other), malformed);
      if (Buffer.from(noise, 'base64').toString('base64') !== noise)
        assert.throws(() => strictBase64(noise), malformed);
    }),
    options,
  );
});
