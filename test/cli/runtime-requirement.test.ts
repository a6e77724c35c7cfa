import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isAtLeast, runtimeProblem } from '../../src/cli/runtime-requirement.ts';

describe('the runtime requirement', () => {
  test('is met by the Node.js that runs this', () => assert.equal(runtimeProblem(), undefined));

  test('is met by just the oldest versions', () => {
    assert.equal(runtimeProblem({ node: '24.21.0', openssl: '3.5.7' }, '24.21'), undefined);
  });

  test('tells of an old Node.js, and of a new one with an old OpenSSL, with a hint', () => {
    const node = runtimeProblem({ node: '20.19.4', openssl: '3.0.16' }, '24.21') ?? '';
    assert.match(node, /^error RUNTIME_TOO_OLD: .*20\.19\.4.*24\.21.*\.\nhint: .+\.$/u);
    const openssl = runtimeProblem({ node: '26.1.0', openssl: '3.5.6+quic' }, '24.21') ?? '';
    assert.match(openssl, /OpenSSL 3\.5\.6\+quic.*3\.5\.7/u);
  });
});

describe('versions', () => {
  for (const [found, needed, expected] of [
    ['24.21.0', '24.21', true],
    ['24.9.0', '24.21', false],
    ['100.0.0', '24.21', true],
    ['24', '24.21', false],
    ['3.5.10', '3.5.7', true],
    ['3.5.7+quic', '3.5.7', true],
  ] as const) {
    test(`${found} is ${expected ? '' : 'not '}at least ${needed}`, () =>
      assert.equal(isAtLeast(found, needed), expected));
  }
});
