import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isQForgeError } from '../../src/base/index.ts';
import { createIdentityFile, loadIdentityFile } from '../../src/client/identity-file.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { FaultyDisk } from '../faulty-disk.ts';

const identity = generateIdentity(nativeBackend, 'high', Date.now());
const recordOf = (name: string) => ({ name, peerId: identity.peerId, trusted: true });

interface Kept {
  readonly folder: string;
  readonly keyPath: string;
  readonly peersPath: string;
}

/** A key file and a list of peers that were written while all was well. */
async function kept(t: TestContext): Promise<Kept> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-unwritable-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  const [keyPath, peersPath] = [join(folder, 'data', 'device.key'), join(folder, 'data', 'peers.json')];
  await createIdentityFile(keyPath, { level: 'standard', passphrase: undefined });
  const store = await TrustStore.open(peersPath);
  await store.add(recordOf('before'));
  return { folder: join(folder, 'data'), keyPath, peersPath };
}

for (const [code, expected] of [
  ['ENOSPC', 'DISK_FULL'],
  ['EROFS', 'FILE_UNWRITABLE'],
  ['EMFILE', 'FILE_UNWRITABLE'],
  ['EIO', 'FILE_UNWRITABLE'],
] as const) {
  describe(`a disk that says ${code} at any one call`, () => {
    test('costs no key: the old file stays whole, or the new one is there', async (t) => {
      const { folder, keyPath } = await kept(t);
      using disk = await FaultyDisk.create(code);
      let ids = new Set([(await loadIdentityFile(keyPath)).peerId]);
      let tried = 0;
      for (let first = 1, isOver = false; !isOver; first += 1) {
        disk.failAt(first, 1);
        const outcome = await createIdentityFile(keyPath, {
          level: 'standard',
          passphrase: undefined,
          overwrite: true,
        }).then(
          ({ peerId }) => peerId,
          (error: unknown) => error,
        );
        isOver = disk.calls < first;
        disk.heal();
        if (typeof outcome === 'string') ids = new Set([outcome]);
        else {
          assert.ok(isQForgeError(outcome, expected), inspect(outcome));
          tried += 1;
        }
        const { peerId } = await loadIdentityFile(keyPath);
        if (typeof outcome === 'string') assert.ok(ids.has(peerId));
        ids.add(peerId);
        const others = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
        assert.deepEqual(others, [], `call ${first}`);
      }
      t.diagnostic(`${tried} calls failed; a whole key was there after each`);
      assert.ok(tried >= 3, String(tried));
    });

    test('costs no peer: the list is as it was, or has the new one', async (t) => {
      const { peersPath } = await kept(t);
      using disk = await FaultyDisk.create(code);
      let tried = 0;
      for (let first = 1, isOver = false; !isOver; first += 1) {
        const store = await TrustStore.open(peersPath);
        const before = readFileSync(peersPath, 'utf8');
        disk.failAt(first, 1);
        const failure = await store.trust('before', first % 2 === 0).then(
          () => undefined,
          (error: unknown) => error,
        );
        isOver = disk.calls < first;
        disk.heal();
        // Opening it checks the whole of it.
        const again = await TrustStore.open(peersPath);
        assert.equal(again.find('before')?.peerId, identity.peerId);
        if (failure === undefined) continue;
        tried += 1;
        // The list is read once more before it is changed.
        assert.ok(isQForgeError(failure, expected) || isQForgeError(failure, 'FILE_UNREADABLE'), inspect(failure));
        if (readFileSync(peersPath, 'utf8') !== before) assert.equal(again.find('before')?.trusted, first % 2 === 0);
      }
      t.diagnostic(`${tried} calls failed; a whole list was there after each`);
      assert.ok(tried >= 3, String(tried));
    });
  });
}
