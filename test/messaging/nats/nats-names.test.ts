import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  broadcastSubject,
  DEPOSIT_KINDS,
  depositorOf,
  depositorToken,
  namesOf,
} from '../../../src/messaging/nats/nats-names.ts';
import { specText } from '../spec-text.ts';
import { alice, bob } from './nats-rig.ts';

/** What a server, or a careless reader of subjects, would take for more than one word. */
const UNSAFE = ['', '*', '>', 'a.b', 'a b', 'a\tb', 'a\r\nPUB x 0', 'ä', 'A', 'a'.repeat(129)];

describe('names in a cluster', () => {
  test('are those of the specification', () => {
    const names = namesOf(alice);
    const deposits = DEPOSIT_KINDS.map((kind) => names.mailFrom(bob, kind));
    const written = [names.mailStream, names.deadStream, ...deposits, names.dead, names.notice];
    const text = specText('mailboxes').split('## 7.')[1] ?? '';
    for (const name of written) {
      const pattern = name.replaceAll(alice, 'PEER').replaceAll(bob, 'SENDER');
      assert.ok(text.includes(`\`${pattern}\``), pattern);
    }
  });

  test('a peer cannot be named so that another is meant', () => {
    for (const name of UNSAFE) {
      assert.throws(() => namesOf(name), { code: 'ARGUMENT_INVALID' }, name);
      assert.throws(() => namesOf(alice).mailFrom(name), { code: 'ARGUMENT_INVALID' }, name);
    }
  });

  test('a depositor is the same whatever it deposits, and nobody else is', () => {
    for (const kind of DEPOSIT_KINDS) assert.equal(depositorOf(depositorToken(bob, kind)), bob);
    assert.equal(new Set(DEPOSIT_KINDS.map((kind) => depositorToken(bob, kind))).size, 3);
    for (const token of [...UNSAFE, 'bob-', '-copy', 'bob-copies', 'bob-copy-note', 'bob-Copy', 'bob-copy\n'])
      assert.equal(depositorOf(token), undefined, token);
  });

  test('a subject of broadcasts is one subject', () => {
    assert.equal(broadcastSubject('votes.chain-1'), 'qforge.broadcast.votes.chain-1');
    for (const subject of ['', '*', 'a.>', '.a', 'a.', 'a..b', 'a b', 'a'.repeat(65), 'a.b.c.d.e.f.g.h.i']) {
      assert.throws(() => broadcastSubject(subject), { code: 'ARGUMENT_INVALID' }, subject);
    }
  });
});
