import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertFailure, documentsOf, onlyDocument, trustingPair } from '../command-line.ts';

describe('qforge mail', { timeout: 600_000 }, () => {
  test('sends to a peer that is away; the peer reads each message once, and sees what it could not take', async (t) => {
    const { alice, bob, aliceId, bobId } = await trustingPair(t);
    const engine = ['-e', `sqlite:${join(alice.home, 'mail.db')}`];
    assertFailure(await alice.run(['mail', 'send', ...engine, 'bob', '-t', 'too early']), 'PREKEY_MISSING');
    const nothing = await bob.run(['mail', 'read', ...engine]);
    assert.deepEqual([nothing.stdout, nothing.stderr, nothing.code], ['', '', 0]);

    const sent = onlyDocument(await alice.run(['mail', 'send', ...engine, 'bob', '-t', 'see you', '--json']));
    assert.deepEqual(sent['sent'], [{ peerId: bobId, outcome: 'stored', prekey: 'one-time' }]);
    const piped = await alice.run(['mail', 'send', ...engine, 'bob', '--expires', '1'], { input: 'from a pipe\n' });
    assert.match(piped.stderr, /stored for bob under a one-time prekey: [0-9a-f]{32}/u);

    const listed = onlyDocument(await bob.run(['mail', 'list', ...engine, '--json']));
    const waiting = listed['waiting'] as readonly { id: string; sender: string }[];
    assert.deepEqual([waiting.length, waiting[0]?.id, waiting[0]?.sender], [2, sent['id'], aliceId]);
    assert.match(
      (await bob.run(['mail', 'list', ...engine])).stdout,
      /^FROM +ID +BYTES +SINCE +STATE\nalice +[0-9a-f]{32} /u,
    );

    const read = await bob.run(['mail', 'read', ...engine, '--json']);
    const messages = documentsOf(read.stdout);
    const texts = messages.map((message) => Buffer.from(String(message['dataBase64']), 'base64').toString());
    assert.deepEqual(texts, ['see you', 'from a pipe\n']);
    assert.deepEqual(
      [messages[0]?.['sender'], messages[0]?.['name'], messages[0]?.['way']],
      [aliceId, 'alice', 'mailbox'],
    );
    assert.equal((await bob.run(['mail', 'read', ...engine])).stdout, '');
    assert.equal((await bob.run(['mail', 'list', ...engine])).stdout, 'no mail\n');

    await bob.run(['peers', 'untrust', 'alice']);
    await alice.run(['mail', 'send', ...engine, 'bob', '-t', 'unwelcome']);
    assert.equal((await bob.run(['mail', 'read', ...engine])).stdout, '');
    assert.match((await bob.run(['mail', 'list', ...engine])).stdout, /sender-unwelcome/u);
  });

  test('says what is wrong with an engine, an expiry and a peer', async (t) => {
    const { alice } = await trustingPair(t);
    assertFailure(await alice.run(['mail', 'read', '-e', 'smtp://localhost']), 'MAIL_ENGINE_INVALID');
    assertFailure(await alice.run(['mail', 'read', '-e', `sqlite:${alice.home}`]), 'MAIL_STORE_UNAVAILABLE');
    const engine = ['-e', `sqlite:${join(alice.home, 'mail.db')}`];
    assertFailure(await alice.run(['mail', 'send', ...engine, 'nobody', '-t', 'x']), 'PEER_UNKNOWN');
    assertFailure(
      await alice.run(['mail', 'send', ...engine, 'bob', '-t', 'x', '--expires', '9999']),
      'ARGUMENT_INVALID',
    );
  });
});
