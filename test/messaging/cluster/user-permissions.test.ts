import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { permissionsOf } from '../../../src/messaging/cluster/user-permissions.ts';

/** Whether a subject fits a pattern, by the rules that NATS documents: `*` for one token, `>` for the rest. */
function fits(subject: string, pattern: string): boolean {
  const tokens = subject.split('.');
  const wanted = pattern.split('.');
  if (wanted.at(-1) === '>' ? tokens.length < wanted.length : tokens.length !== wanted.length) return false;
  return wanted.every((token, index) => token === '>' || token === '*' || token === tokens[index]);
}

const { publish, subscribe } = permissionsOf({ kind: 'peer', peerId: 'qf1alice' }, 'UALICE');
const mayPublish = (subject: string): boolean => publish.some((pattern) => fits(subject, pattern));
const mayHear = (subject: string): boolean => subscribe.some((pattern) => fits(subject, pattern));

describe('the rights of a peer', () => {
  test('are what it needs for its own mail, and for that of others', () => {
    for (const subject of [
      'qforge.mail.qf1bob.qf1alice',
      'qforge.mail.qf1bob.qf1alice-copy',
      'qforge.mail.qf1bob.qf1alice-note',
      'qforge.notice.qf1bob',
      'qforge.dead.qf1alice',
      '$JS.API.STREAM.INFO.QFORGE_MAIL_qf1alice',
      '$JS.API.STREAM.MSG.GET.QFORGE_MAIL_qf1alice',
      '$JS.API.STREAM.MSG.DELETE.QFORGE_MAIL_qf1alice',
      '$JS.API.CONSUMER.MSG.NEXT.QFORGE_MAIL_qf1alice.collect',
      '$JS.API.CONSUMER.INFO.QFORGE_MAIL_qf1alice.collect',
      '$JS.ACK.QFORGE_MAIL_qf1alice.collect.1.2.3.4.5',
      '$JS.API.STREAM.MSG.GET.KV_QFORGE_PREKEYS',
      '$KV.QFORGE_PREKEYS.qf1alice.last',
      '$KV.QFORGE_PRESENCE.qf1alice',
    ]) {
      assert.ok(mayPublish(subject), subject);
    }
    assert.ok(mayHear('_INBOX_UALICE.x') && mayHear('qforge.notice.qf1alice'));
    // Who deposited in a mailbox has to know when another server leads it.
    assert.ok(mayHear('$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED.QFORGE_MAIL_qf1bob'));
    assert.ok(!mayHear('$JS.EVENT.ADVISORY.API'));
  });

  test('reach no mail, no name and no key of another', () => {
    for (const subject of [
      'qforge.mail.qf1bob.qf1carol',
      'qforge.mail.qf1bob.qf1carol-copy',
      'qforge.mail.qf1bob.qf1carol-note',
      'qforge.mail.qf1alice.qf1carol',
      'qforge.dead.qf1bob',
      '$JS.API.STREAM.INFO.QFORGE_MAIL_qf1bob',
      '$JS.API.STREAM.MSG.GET.QFORGE_MAIL_qf1bob',
      '$JS.API.STREAM.MSG.DELETE.QFORGE_MAIL_qf1bob',
      '$JS.API.STREAM.MSG.DELETE.KV_QFORGE_PREKEYS',
      '$JS.API.DIRECT.GET.QFORGE_MAIL_qf1bob',
      '$JS.API.CONSUMER.MSG.NEXT.QFORGE_MAIL_qf1bob.collect',
      '$JS.API.CONSUMER.INFO.QFORGE_MAIL_qf1bob.collect',
      '$JS.ACK.QFORGE_MAIL_qf1bob.collect.1.2.3.4.5',
      '$KV.QFORGE_PREKEYS.qf1bob.last',
      '$KV.QFORGE_PRESENCE.qf1bob',
      'qforge.broadcast.votes',
    ]) {
      assert.ok(!mayPublish(subject), subject);
    }
    for (const subject of [
      '_INBOX.x',
      '_INBOX_UBOB.x',
      'qforge.mail.qf1alice.qf1bob',
      'qforge.notice.qf1bob',
      '$KV.x',
    ]) {
      assert.ok(!mayHear(subject), subject);
    }
  });

  test('include nothing by which a server publishes for it, or changes streams', () => {
    for (const subject of [
      '$JS.API.CONSUMER.CREATE.QFORGE_MAIL_qf1alice',
      '$JS.API.CONSUMER.CREATE.QFORGE_MAIL_qf1alice.x',
      '$JS.API.CONSUMER.DURABLE.CREATE.QFORGE_MAIL_qf1alice.x',
      '$JS.API.STREAM.UPDATE.QFORGE_MAIL_qf1alice',
      '$JS.API.STREAM.PURGE.QFORGE_MAIL_qf1alice',
      '$JS.API.STREAM.CREATE.X',
      '$JS.API.STREAM.NAMES',
    ]) {
      assert.ok(!mayPublish(subject), subject);
    }
  });

  test('validators hear and publish broadcasts too, and have no more than that', () => {
    const validator = permissionsOf({ kind: 'validator', peerId: 'qf1alice' }, 'UALICE');
    const more = validator.publish.filter((subject) => !publish.includes(subject));
    assert.deepEqual(more, [
      'qforge.broadcast.>',
      'qforge.notice.broadcast.>',
      '$JS.API.STREAM.INFO.QFORGE_BROADCAST',
      '$JS.API.STREAM.MSG.GET.QFORGE_BROADCAST',
    ]);
  });
});
