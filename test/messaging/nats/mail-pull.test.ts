import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deliveryOf } from '../../../src/messaging/nats/mail-pull.ts';

describe('a delivery', () => {
  const expected = { deliveries: 2, sequence: 7, storedAtMs: 1_796_033_397_632 };

  test('is told by the subject for its acknowledgement, in both forms of servers', () => {
    assert.deepEqual(deliveryOf('$JS.ACK.QFORGE_MAIL_qf1bob.collect.2.7.9.1796033397632123456.4'), expected);
    assert.deepEqual(
      deliveryOf('$JS.ACK.hub.Acc0unt.QFORGE_MAIL_qf1bob.collect.2.7.9.1796033397632123456.4'),
      expected,
    );
    assert.deepEqual(
      deliveryOf('$JS.ACK._.Acc0unt.QFORGE_MAIL_qf1bob.collect.2.7.9.1796033397632123456.4.random'),
      expected,
    );
  });

  test('is not read out of anything else', () => {
    for (const reply of [
      '',
      '_INBOX.x',
      '$JS.ACK.s.c.x.7.9.1.4',
      '$JS.ACK.s.c.2',
      `$JS.ACK.s.c.2.${'9'.repeat(21)}.9.1.4`,
    ]) {
      assert.throws(() => deliveryOf(reply), { code: 'MALFORMED' }, reply);
    }
  });
});
