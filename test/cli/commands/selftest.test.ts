import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cipherSuites } from '../../../src/client/index.ts';
import { onlyDocument, User } from '../command-line.ts';

describe('qforge selftest', () => {
  test('tests every primitive of every suite, and tells what they run on', async (t) => {
    const document = onlyDocument(await new User(t).run(['selftest', '--json']));
    const tests = document['tests'] as { primitive: string; ok: boolean; durationMs: number }[];
    assert.equal(document['ok'], true);
    assert.ok(tests.every(({ ok }) => ok));
    const primitives = tests.map(({ primitive }) => primitive);
    for (const { dh, kem, aead, hash, identity } of cipherSuites) {
      for (const primitive of [dh, kem, aead, hash, identity]) assert.ok(primitives.includes(primitive), primitive);
    }
    assert.equal(document['node'], process.versions.node);
    assert.equal(document['openssl'], process.versions.openssl);
    assert.deepEqual(
      document['suites'],
      cipherSuites.map(({ name }) => name),
    );
  });

  test('prints a line for each, tab-separated', async (t) => {
    const { code, stdout, stderr } = await new User(t).run(['selftest']);
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split('\n');
    const pending = lines.filter((line) => line.endsWith('\tpending\t-'));
    assert.deepEqual(
      pending.map((line) => line.slice(0, 7)),
      Array.from({ length: 12 }, () => 'SLH-DSA'),
    );
    const tested = lines.filter((line) => !pending.includes(line));
    for (const line of tested) assert.match(line, /^[^\t]+\tok\t\d+\.\d{3}$/u);
    assert.equal(stderr, `${tested.length} primitives are right; 12 are pending: see --all\n`);
  });
});
