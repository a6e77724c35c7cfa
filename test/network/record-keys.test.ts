import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import { cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { deriveRecordKeys, firstRecordRoot, type SecretExporter } from '../../src/network/record-keys.ts';
import { RecordOpener, RecordSealer } from '../../src/network/record-protection.ts';
import { SlowRecords, sealedRecord } from './slow-records.ts';

const hashNames = new Map([
  ['SHA-256', 'sha256'],
  ['SHA-512', 'sha512'],
]);
const cipherNames = { 'AES-256-GCM': 'aes-256-gcm', 'ChaCha20-Poly1305': 'chacha20-poly1305' } as const;

/** A handshake whose exported secrets are HMACs of their labels under one key. */
function exporter(suite: SecretExporter['suite'], asked: string[] = []): SecretExporter {
  return {
    suite,
    exportSecret: (label, outputBytes) => {
      asked.push(`${label}: ${outputBytes}`);
      const secret = createHmac('sha512', 'a handshake').update(label).digest().subarray(0, outputBytes);
      return SecretBytes.copyOf(secret);
    },
  };
}

for (const suite of cipherSuites) {
  const hash = hashNames.get(suite.hash) ?? assert.fail();
  const digestBytes = hash === 'sha256' ? 32 : 64;

  /** spec/records §3 with node:crypto. */
  function slowKey(side: string): Uint8Array {
    const root = createHmac('sha512', 'a handshake').update('qforge records root v2').digest().subarray(0, digestBytes);
    return new Uint8Array(hkdfSync(hash, root, Buffer.alloc(digestBytes), `qforge records ${side}`, 32));
  }

  test(`the keys of ${suite.name} are those of the specification, for each direction its own`, () => {
    for (const backend of [nativeBackend, portableBackend]) {
      for (const [role, sends, receives] of [
        ['initiator', 'initiator to responder', 'responder to initiator'],
        ['responder', 'responder to initiator', 'initiator to responder'],
      ] as const) {
        const asked: string[] = [];
        const root = firstRecordRoot(exporter(suite, asked), backend);
        const keys = deriveRecordKeys(root, role, suite, backend);
        assert.deepEqual(asked, [`qforge records root v2: ${digestBytes}`]);
        const text = Buffer.from('a plaintext');
        const sent = sealedRecord(new RecordSealer(keys.send), [text]);
        assert.deepEqual(new SlowRecords(slowKey(sends), cipherNames[suite.aead]).open(sent), text);
        const received = new SlowRecords(slowKey(receives), cipherNames[suite.aead]).seal(text);
        const opened = new RecordOpener(keys.receive).open(received.subarray(0, 4), received.subarray(4));
        assert.deepEqual(Buffer.from(opened), text);
        assert.equal(keys.send.algorithm, suite.aead);
      }
    }
  });
}

test('what one direction has sent does not open in the other', () => {
  const [suite] = cipherSuites;
  assert.ok(suite !== undefined);
  const root = firstRecordRoot(exporter(suite), nativeBackend);
  const keys = deriveRecordKeys(root, 'initiator', suite, nativeBackend);
  const record = sealedRecord(new RecordSealer(keys.send), [Buffer.from('reflected')]);
  const opener = new RecordOpener(keys.receive);
  assert.throws(() => opener.open(record.subarray(0, 4), record.subarray(4)), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
});
