import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runSelfTest } from '../../src/client/self-test.ts';
import { cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';

it('passes with both backends and names every suite', () => {
  for (const backend of [nativeBackend, portableBackend]) {
    const report = runSelfTest({ backend });
    assert.equal(report.ok, true, JSON.stringify(report.tests.filter((test) => !test.ok)));
    assert.equal(report.backend, backend.name);
    assert.equal(report.suites.length, cipherSuites.length);
    assert.ok(report.tests.length > 20);
    assert.equal(report.pending.length, 12, 'the slow ones are said to be pending');
  }
});

it('tests the kernels of the native backend too', () => {
  const inWebAssembly = runSelfTest().tests.filter(({ primitive }) => primitive.endsWith(' in WebAssembly'));
  assert.deepEqual(
    inWebAssembly.map(({ primitive }) => primitive.replace(' in WebAssembly', '')),
    ['SHA-512', 'HMAC-SHA-512', 'HKDF-SHA-512', 'AES-256-GCM', 'ML-KEM-768'],
  );
});

it('is not ok when one primitive is broken', () => {
  const broken = {
    ...nativeBackend,
    hash: (name: Parameters<typeof nativeBackend.hash>[0]) =>
      nativeBackend.hash(name === 'SHA-512' ? 'SHA3-512' : name),
  };
  const report = runSelfTest({ backend: broken });
  assert.equal(report.ok, false);
  assert.ok(report.tests.some((test) => test.primitive === 'SHA-512' && !test.ok));
  assert.ok(report.tests.some((test) => test.primitive === 'SHA-256' && test.ok));
});
