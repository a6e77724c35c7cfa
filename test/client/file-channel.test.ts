import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import { isFileStream } from '../../src/client/file-offer.ts';
import { type ReceivedFile, receiveFile } from '../../src/client/file-receiver.ts';
import { sendFile } from '../../src/client/file-sender.ts';
import { createIdentityFile } from '../../src/client/identity-file.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import type { Channel } from '../../src/network/index.ts';
import { makeFolders } from './transfer-rig.ts';

const worker = new URL('file-channel-worker.ts', import.meta.url);
const newIdentity = () => generateIdentity(nativeBackend, 'high', systemClock.wallMs());

/** Two clients that trust each other, over TCP of this machine; `channel` is the sender's end, `far` the receiver's. */
async function connectedClients(t: TestContext): Promise<{ channel: Channel; far: Channel }> {
  const [here, there] = [newIdentity(), newIdentity()];
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'sender', peerId: here.peerId, trusted: true });
  const receiver = await StreamlinedSecureClient.create({ identity: there, trust, listen: 'tcp://127.0.0.1:0' });
  const sender = await StreamlinedSecureClient.create({ identity: here });
  t.after(() => Promise.all([sender.shutdown(), receiver.shutdown()]));
  const [address = ''] = receiver.listenAddresses;
  // The sender may be ready first.
  const accepted = new Promise<Channel>((resolve) => receiver.onChannel(resolve));
  const channel = await sender.establishSecureChannel(there.peerId, { address });
  return { channel, far: await accepted };
}

test('files of many sizes go through a real channel, several at once, beside messages', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const { channel, far } = await connectedClients(t);
  const received: Promise<ReceivedFile>[] = [];
  far.onStream((stream) => {
    assert.equal(isFileStream(stream), true);
    received.push(receiveFile(stream, { directory: inbox, sender: far.peerId }));
  });
  far.onMessage(() => undefined);
  const sizes = [0, 1, 262_144, 1_000_003, 30_000_000];
  const contents = sizes.map((size) => randomBytes(size));
  await Promise.all(contents.map((bytes, index) => writeFile(join(outbox, `${sizes[index]}`), bytes)));
  const sending = Promise.all(sizes.map((size) => sendFile(channel, join(outbox, `${size}`))));
  for (let count = 0; count < 20; count += 1) await channel.send(Buffer.from(`message ${count}`));
  const receipts = await sending;
  for (const [index, bytes] of contents.entries()) {
    assert.ok((await readFile(join(inbox, `${sizes[index]}`))).equals(bytes));
    assert.equal(receipts[index]?.bytes, bytes.length);
  }
  assert.deepEqual(
    (await Promise.all(received)).map(({ sha256 }) => sha256).toSorted(),
    receipts.map(({ sha256 }) => sha256).toSorted(),
  );
});

test('a refusal reaches the sender over a real channel, and the channel lives on', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const { channel, far } = await connectedClients(t);
  far.onStream((stream) => {
    receiveFile(stream, { directory: inbox }).catch(() => undefined);
  });
  const path = join(outbox, 'file');
  await writeFile(path, randomBytes(3_000_000));
  await sendFile(channel, path);
  await assert.rejects(sendFile(channel, path), { code: 'FILE_EXISTS' });
  await sendFile(channel, path, { name: 'other' });
  assert.deepEqual((await readdir(inbox)).toSorted(), ['file', 'other']);
});

test('a receiver that is killed again and again ends up with the file, whole', { timeout: 600_000 }, async (t) => {
  const { root, outbox, inbox } = await makeFolders(t);
  const identityPath = join(root, 'receiver.key');
  await createIdentityFile(identityPath, { passphrase: undefined });
  const identity = newIdentity();
  const client = await StreamlinedSecureClient.create({ identity });
  t.after(() => client.shutdown());
  const bytes = randomBytes(60_000_000);
  const path = join(outbox, 'file');
  await writeFile(path, bytes);
  const resumedFrom: number[] = [];
  for (const killAt of [0.1, 0.4, 0.8, 2]) {
    const child = fork(worker, [identityPath, client.peerId, inbox]);
    t.after(() => child.kill('SIGKILL'));
    const [{ peerId, address }] = (await once(child, 'message')) as [{ peerId: string; address: string }];
    const channel = await client.establishSecureChannel(peerId, { address });
    const sending = sendFile(channel, path, {
      onProgress: (progress) => {
        if (resumedFrom.at(-1) !== progress.resumedFrom) resumedFrom.push(progress.resumedFrom);
        if (progress.bytes > killAt * bytes.length) kill(child);
      },
    });
    const [outcome] = await Promise.allSettled([sending]);
    await channel.close();
    kill(child);
    // On a fast machine a transfer may be over before its receiver is killed.
    if (outcome.status === 'fulfilled') break;
    assert.ok(killAt < 1, String(outcome.reason));
  }
  assert.ok((await readFile(join(inbox, 'file'))).equals(bytes));
  t.diagnostic(`attempts began at ${resumedFrom.join(', ')}`);
});

function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
}
