import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dedupId, MAIL_HEADERS, unverifiedDeposit } from '../../../src/messaging/nats/mail-headers.ts';

const ID = '0123456789abcdef'.repeat(2);
const headersOf = (id: string, expires: string): { get(name: string): string } => ({
  get: (name) => (name === MAIL_HEADERS.id ? id : name === MAIL_HEADERS.expires ? expires : ''),
});

describe('headers of mail', () => {
  test('a deposit is told by its subject and headers', () => {
    for (const depositor of ['alice', 'alice-copy', 'alice-note']) {
      assert.deepEqual(unverifiedDeposit(`qforge.mail.bob.${depositor}`, headersOf(ID, '1796033457627')), {
        sender: 'alice',
        id: ID,
        expiresAtMs: 1_796_033_457_627,
      });
    }
  });

  test('what does not say all of it is refused', () => {
    for (const [subject, headers] of [
      ['qforge.mail.bob', headersOf(ID, '1')],
      ['qforge.mail.bob.alice.more', headersOf(ID, '1')],
      ['qforge.mail.bob.alice-other', headersOf(ID, '1')],
      ['qforge.mail.bob.alice', undefined],
      ['qforge.mail.bob.alice', headersOf('', '1')],
      ['qforge.mail.bob.alice', headersOf(`${ID}0`, '1')],
      ['qforge.mail.bob.alice', headersOf(ID.toUpperCase(), '1')],
      ['qforge.mail.bob.alice', headersOf(ID, '')],
      ['qforge.mail.bob.alice', headersOf(ID, '-1')],
      ['qforge.mail.bob.alice', headersOf(ID, '1e9')],
      ['qforge.mail.bob.alice', headersOf(ID, '9'.repeat(17))],
    ] as const) {
      assert.throws(() => unverifiedDeposit(subject, headers), { code: 'MALFORMED' }, subject);
    }
  });

  test('the same message has the same name, and no other has it', () => {
    const mail = { recipient: 'bob', sender: 'alice', id: ID };
    assert.equal(dedupId(mail), dedupId({ ...mail }));
    const others = [
      { ...mail, sender: 'carol' },
      { ...mail, recipient: 'carol' },
      { ...mail, id: 'f'.repeat(32) },
    ];
    assert.equal(new Set([mail, ...others].map(dedupId)).size, 4);
  });
});
