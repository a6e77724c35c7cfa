import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Participant } from '../../../src/cli/demo/participant.ts';
import { temporaryFolder } from '../../daemon/temporary-folder.ts';
import { hasCode } from '../command-line.ts';

describe('a participant', () => {
  test('does everything the demonstration asks of it', async (t) => {
    const folder = temporaryFolder(t);
    const [alice, bob] = [new Participant(), new Participant()];
    for (const name of ['alice', 'bob']) mkdirSync(join(folder, name));
    const bobStarted = await bob.handlers.start({
      name: 'bob',
      home: join(folder, 'bob'),
      listen: ['tcp://127.0.0.1:0'],
    });
    const aliceStarted = await alice.handlers.start({ name: 'alice', home: join(folder, 'alice'), listen: [] });
    const [address = ''] = bobStarted.addresses;
    assert.deepEqual(aliceStarted.addresses, []);
    await bob.handlers.meet({ name: 'alice', peerId: aliceStarted.peerId });
    await alice.handlers.meet({ name: 'bob', peerId: bobStarted.peerId, address });

    const first = await alice.handlers.connect({ peer: 'bob' });
    const second = await alice.handlers.connect({ peer: 'bob' });
    assert.notEqual(first.handshakeMs, second.handshakeMs);
    assert.equal(second.quantumKeys, 'none');
    assert.equal(await alice.handlers.sharedKeys(null), null);

    const { roundTripsMs } = await alice.handlers.exchange({ count: 5, bytes: 100 });
    assert.equal(roundTripsMs.length, 5);
    assert.ok(roundTripsMs.every((ms) => ms > 0));
    assert.ok((await alice.handlers.bulk({ count: 300, bytes: 65_536 })).durationMs > 0);
    assert.deepEqual(
      [(await alice.handlers.traffic(null)).messagesOut, (await bob.handlers.traffic(null)).messagesIn],
      [305, 305],
    );

    const path = join(folder, 'abc');
    writeFileSync(path, 'abc');
    assert.equal((await alice.handlers.sendFile({ path })).bytes, 3);
    assert.deepEqual(await bob.handlers.inspectFile({ name: 'abc' }), {
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
    await assert.rejects(bob.handlers.inspectFile({ name: 'missing' }), hasCode('FILE_MISSING'));
    await Promise.all([alice.handlers.stop(null), bob.handlers.stop(null)]);
  });

  test('has nothing to say before it has started', async () => {
    const participant = new Participant();
    assert.equal(participant.client, undefined);
    assert.equal(participant.home, '');
    await assert.rejects(participant.handlers.exchange({ count: 1, bytes: 1 }), hasCode('ASSERTION_FAILED'));
    await participant.handlers.stop(null);
  });
});
