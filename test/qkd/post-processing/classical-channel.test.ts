import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { memoryChannels } from '../../../src/qkd/post-processing/classical-channel.ts';

describe('channels in memory', () => {
  test('carry messages in order, before and after they are waited for, as copies', async () => {
    const [alice, bob] = memoryChannels();
    const message = Uint8Array.of(1);
    await alice.send(message);
    message.fill(9);
    await alice.send(Uint8Array.of(2));
    assert.deepEqual(await bob.receive(), Uint8Array.of(1));
    assert.deepEqual(await bob.receive(), Uint8Array.of(2));
    const waited = alice.receive();
    await bob.send(Uint8Array.of(3));
    assert.deepEqual(await waited, Uint8Array.of(3));
  });

  test('end for both, once what is under way has been read', async () => {
    const [alice, bob] = memoryChannels();
    await alice.send(Uint8Array.of(1));
    const waiting = alice.receive();
    alice.close();
    await assert.rejects(waiting, (error) => isQForgeError(error, 'QKD_ABORTED'));
    assert.deepEqual(await bob.receive(), Uint8Array.of(1));
    await assert.rejects(bob.receive(), (error) => isQForgeError(error, 'QKD_ABORTED'));
    await bob.send(Uint8Array.of(2));
    await assert.rejects(alice.receive());
  });
});
