import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { KeyChain } from '../../src/libp2p/key-chain.ts';
import { MAX_RECORD_PLAINTEXT_BYTES, RecordReader, sealRecord } from '../../src/libp2p/record.ts';

function chain(recordsPerKey?: number): KeyChain {
  return new KeyChain(SecretBytes.copyOf(new Uint8Array(32).fill(9)), nativeBackend, recordsPerKey);
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

function readAll(reader: RecordReader, chunks: readonly Uint8Array[]): string[] {
  return chunks.flatMap((chunk) => [...reader.read(chunk)].map((plaintext) => Buffer.from(plaintext).toString()));
}

function sealed(texts: readonly string[], keys: KeyChain = chain()): Buffer {
  return Buffer.concat(texts.map((text) => sealRecord(keys, text === '' ? [] : [Buffer.from(text)])));
}

describe('records', () => {
  test('come out as they went in, however they are cut, over changes of the key', () => {
    const texts = ['a', 'bc', 'def', 'ghij', 'klmno', 'pqrstu', 'vwxyz01'];
    const bytes = sealed(texts, chain(2));
    for (const size of [1, 2, 3, 5, 19, bytes.length]) {
      assert.deepEqual(readAll(new RecordReader(chain(2)), cut(bytes, size)), texts);
    }
  });

  test('have a length, and a ciphertext that is bound to it', () => {
    const record = sealed(['hello']);
    assert.equal(record.length, 4 + 5 + 16);
    assert.deepEqual([...record.subarray(0, 4)], [0, 0, 0, 21]);
    const key = chain().current;
    assert.equal(Buffer.from(key.key.open(key.nonce, record.subarray(4), record.subarray(0, 4))).toString(), 'hello');
    assert.throws(() => key.key.open(key.nonce, record.subarray(4)), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
  });

  test('join the parts of a plaintext', () => {
    const record = sealRecord(chain(), [Buffer.from('one '), Buffer.from('and two')]);
    assert.deepEqual(readAll(new RecordReader(chain()), [record]), ['one and two']);
  });

  test('that are changed, repeated, left out or put in another order do not open', () => {
    const keys = chain();
    const [first, second] = [sealed(['first'], keys), sealed(['second'], keys)] as const;
    for (let at = 4; at < first.length; at++) {
      const changed = Uint8Array.from(first);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(() => readAll(new RecordReader(chain()), [changed]), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
    }
    for (const order of [[second], [second, first], [first, first]]) {
      assert.throws(() => readAll(new RecordReader(chain()), order), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
    }
  });

  test('whose length is out of range are refused before their bytes come', () => {
    for (const length of [0, 15, MAX_RECORD_PLAINTEXT_BYTES + 17, 2 ** 32 - 1]) {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(length);
      assert.throws(() => readAll(new RecordReader(chain()), [header]), { code: 'MALFORMED' });
    }
  });

  test('say when they end, and nothing may stand behind that', () => {
    const reader = new RecordReader(chain());
    assert.deepEqual(readAll(reader, [sealed(['last', ''])]), ['last']);
    assert.equal(reader.isEnded, true);
    const keys = chain();
    const ended = sealed([''], keys);
    for (const more of [sealed(['more'], keys), Buffer.of(0)]) {
      assert.throws(() => readAll(new RecordReader(chain()), [Buffer.concat([ended, more])]), { code: 'MALFORMED' });
      assert.throws(() => readAll(new RecordReader(chain()), [ended, more]), { code: 'MALFORMED' });
    }
  });

  test('of more than they take are not sealed', () => {
    const parts = [new Uint8Array(MAX_RECORD_PLAINTEXT_BYTES), Uint8Array.of(1)];
    assert.throws(() => sealRecord(chain(), parts), { code: 'MESSAGE_TOO_LARGE' });
    const largest = sealRecord(chain(), parts.slice(0, 1));
    assert.equal(readAll(new RecordReader(chain()), [largest])[0]?.length, MAX_RECORD_PLAINTEXT_BYTES);
  });
});
