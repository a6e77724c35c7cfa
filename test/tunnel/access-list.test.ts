import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { bindingAddress, isPrivateListener, mayBind, mayConnect, NO_RULES } from '../../src/tunnel/access-list.ts';
import { parseTunnelAddress, type TunnelAddress } from '../../src/tunnel/tunnel-address.ts';

const at = (text: string): TunnelAddress =>
  parseTunnelAddress(text.startsWith('/') ? `unix://${text}` : `tcp://${text}`);

describe('rules for dialling', () => {
  test('allow nothing when there is none', () => {
    for (const target of ['localhost:1', '127.0.0.1:1', '/run/a.sock'])
      assert.equal(mayConnect(NO_RULES, at(target)), 'no');
  });

  test('allow what any one of them allows', () => {
    const rules = { connect: ['db:5432', '10.0.0.0/8:80', '192.0.2.0/24:80'], bind: [] };
    assert.equal(mayConnect(rules, at('db:5432')), 'yes');
    assert.equal(mayConnect(rules, at('db:5433')), 'no');
    const admission = mayConnect(rules, at('web:80'));
    assert.ok(typeof admission === 'function');
    const admitted = ['10.1.1.1', '192.0.2.9', '8.8.8.8', '127.0.0.1'].filter((ip) => admission(ip));
    assert.deepEqual(admitted, ['10.1.1.1', '192.0.2.9']);
  });

  test('never count those for listening', () => {
    assert.equal(mayConnect({ connect: [], bind: ['db:5432'] }, at('db:5432')), 'no');
  });

  test('that cannot be read allow nothing', () => {
    const broken = { connect: ['db'], bind: [] };
    assert.throws(
      () => mayConnect(broken, at('db:1')),
      (error) => isQForgeError(error, 'ADDRESS_INVALID'),
    );
  });
});

describe('rules for listening', () => {
  const cases: readonly (readonly [rule: string, listen: string, allowed: boolean])[] = [
    ['127.0.0.1:8080', '127.0.0.1:8080', true],
    ['127.0.0.1:8080', '127.0.0.1:8081', false],
    ['127.0.0.1:8080', '127.0.0.2:8080', false],
    ['localhost:8080', 'localhost:8080', true],
    ['localhost:8080', '127.0.0.1:8080', true],
    ['localhost:8080', '[::1]:8080', false],
    ['*:8080', '127.0.0.1:8080', true],
    ['*:8080', '127.3.4.5:8080', true],
    ['*:8080', '[::1]:8080', true],
    ['*:8080', '0.0.0.0:8080', false],
    ['*:8080', '169.254.1.1:8080', false],
    ['*:8080', '192.0.2.1:8080', false],
    ['0.0.0.0:8080', '0.0.0.0:8080', true],
    ['192.0.2.0/24:*', '192.0.2.1:1', true],
    ['*:*', 'web:8080', false],
    ['web:8080', 'web:8080', false],
    ['/run/a.sock', '/run/a.sock', true],
    ['/run/a.sock', '/run/b.sock', false],
    ['*:*', '/run/a.sock', false],
  ];
  for (const [rule, listen, allowed] of cases) {
    test(`${rule} ${allowed ? 'allows' : 'does not allow'} ${listen}`, () => {
      assert.equal(mayBind({ connect: [], bind: [rule] }, bindingAddress(at(listen))), allowed);
    });
  }

  test('allow nothing when there is none', () => assert.ok(!mayBind(NO_RULES, at('127.0.0.1:80'))));
});

test('a private listener is one that only this machine can reach', () => {
  for (const own of ['127.0.0.1:1', '127.0.0.9:1', '[::1]:1', '[::ffff:127.0.0.1]:1', '/run/a.sock']) {
    assert.ok(isPrivateListener(at(own)), own);
  }
  for (const open of ['0.0.0.0:1', '[::]:1', '192.0.2.1:1', 'localhost.example:1', '[fe80::1]:1']) {
    assert.ok(!isPrivateListener(at(open)), open);
  }
});
