import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { PeerList } from '../../src/client/peer-list.ts';
import { readTrustFile, trustFileStamp, writeTrustFile } from '../../src/client/trust-file.ts';
import { samplePeerId, sampleRecord } from './peer-samples.ts';
import { makeFolders } from './transfer-rig.ts';

const options = { seed: 20_261_128, numRuns: 500 };
const onPosix = { skip: process.platform === 'win32' };
const asSuperuser = { skip: process.geteuid?.() !== 0 };
const bob = sampleRecord('bob', { address: 'tcp://bob.example:7700' });
const sample = { format: 'qforge peers', version: 1, peers: [bob] };

async function filePath(t: TestContext): Promise<string> {
  return join((await makeFolders(t)).root, 'peers.json');
}

async function writeRaw(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content, { mode: 0o600 });
}

async function assertDamaged(path: string, content: unknown, reason: RegExp): Promise<void> {
  await writeRaw(
    path,
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
  );
  await assert.rejects(readTrustFile(path), { code: 'TRUST_STORE_DAMAGED', message: reason });
}

test('a list is written for its owner alone and read back', async (t) => {
  const path = await filePath(t);
  const peers = new PeerList([bob, sampleRecord('carol', { trusted: false, firstUse: true })]);
  await writeTrustFile(path, peers);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual((await readTrustFile(path))?.peers.records, peers.records);
  assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { ...sample, peers: peers.records });
  assert.equal((await readdir(join(path, '..'))).filter((name) => name.includes('peers')).length, 1);
});

test('rules for tunnels are written and read back, and a rule that cannot be read damages the list', async (t) => {
  const path = await filePath(t);
  const tunnel = { connect: ['db.internal:5432', '[fd00::/8]:80-90', '/run/app.sock'], bind: ['*:8080'] };
  await writeTrustFile(path, new PeerList([{ ...bob, tunnel }]));
  assert.deepEqual((await readTrustFile(path))?.peers.find('bob')?.tunnel, tunnel);
  const withTunnel = (damaged: unknown): object => ({ ...sample, peers: [{ ...bob, tunnel: damaged }] });
  for (const damaged of [
    [],
    {},
    { connect: [] },
    { ...tunnel, more: [] },
    { ...tunnel, bind: ['web'] },
    { ...tunnel, bind: [1] },
  ]) {
    await assertDamaged(path, withTunnel(damaged), /"peers\.0\.tunnel/u);
  }
  await assertDamaged(path, withTunnel({ ...tunnel, bind: [['*:1']] }), /./u);
});

test('a file that is missing is no file, and nothing else is', async (t) => {
  const path = await filePath(t);
  assert.equal(await readTrustFile(path), undefined);
  assert.equal(await trustFileStamp(path), undefined);
  await assertDamaged(path, '', /not JSON/u);
});

test('every write has a stamp of its own, and reading gives the same one', async (t) => {
  const path = await filePath(t);
  const stamps = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    await writeTrustFile(path, new PeerList([bob]));
    await utimes(path, 1_700_000_000, 1_700_000_000);
    const stamp = await trustFileStamp(path);
    assert.equal((await readTrustFile(path))?.stamp, stamp);
    stamps.add(stamp ?? '');
  }
  assert.equal(stamps.size, 20);
});

test('what does not follow the schema to the letter is damaged, and the reason says where', async (t) => {
  const path = await filePath(t);
  const { name, ...nameless } = bob;
  assert.equal(name, 'bob');
  const cases: readonly (readonly [content: unknown, reason: RegExp])[] = [
    [[], /"format"/u],
    [null, /not a list of peers/u],
    [{}, /"format"/u],
    [{ ...sample, format: 'other' }, /"format"/u],
    [{ ...sample, version: 2 }, /"version"/u],
    [{ ...sample, version: '1' }, /"version"/u],
    [{ ...sample, more: 1 }, /"\?"/u],
    [{ ...sample, toString: 1 }, /"\?"/u],
    [{ ...sample, peers: {} }, /"peers"/u],
    [{ ...sample, peers: [nameless] }, /"peers\.0\.name"/u],
    [{ ...sample, peers: [bob, { ...bob, extra: true }] }, /"peers\.1\.\?"/u],
    [{ ...sample, peers: [{ ...bob, name: '../bob' }] }, /"peers\.0\.name"/u],
    [{ ...sample, peers: [{ ...bob, name: samplePeerId('x') }] }, /"peers\.0\.name"/u],
    [{ ...sample, peers: [{ ...bob, peerId: `${bob.peerId.slice(0, -1)}!` }] }, /"peers\.0\.peerId"/u],
    [{ ...sample, peers: [{ ...bob, peerId: bob.peerId.toUpperCase() }] }, /"peers\.0\.peerId"/u],
    [{ ...sample, peers: [{ ...bob, address: 'bob' }] }, /"peers\.0\.address"/u],
    [{ ...sample, peers: [{ ...bob, address: null }] }, /"peers\.0\.address"/u],
    [{ ...sample, peers: [{ ...bob, trusted: 1 }] }, /"peers\.0\.trusted"/u],
    [{ ...sample, peers: [{ ...bob, firstUse: 'no' }] }, /"peers\.0\.firstUse"/u],
    [{ ...sample, peers: [{ ...bob, addedAtMs: 1.5 }] }, /"peers\.0\.addedAtMs"/u],
    [{ ...sample, peers: [{ ...bob, addedAtMs: -1 }] }, /"peers\.0\.addedAtMs"/u],
    [{ ...sample, peers: [{ ...bob, addedAtMs: 8.7e15 }] }, /"peers\.0\.addedAtMs"/u],
    [{ ...sample, peers: [bob, { ...bob, peerId: samplePeerId('x') }] }, /twice/u],
    [{ ...sample, peers: [bob, { ...bob, name: 'BOB', peerId: samplePeerId('x') }] }, /twice/u],
    [{ ...sample, peers: [bob, { ...bob, name: 'robert' }] }, /twice/u],
    [{ ...sample, peers: [[[[bob]]]] }, /too deep/u],
    ['{"__proto__":{"format":"qforge peers"}}', /forbidden/u],
    [`${JSON.stringify(sample)}x`, /not JSON/u],
    [Buffer.concat([Buffer.from(JSON.stringify(sample)), Buffer.of(0xff)]), /not JSON/u],
  ];
  for (const [content, reason] of cases) await assertDamaged(path, content, reason);
});

test('a key that the file invented is not repeated in the error', async (t) => {
  const path = await filePath(t);
  await writeRaw(path, JSON.stringify({ ...sample, '\u001b[31mhostile': 1 }));
  await assert.rejects(readTrustFile(path), (error: Error) => !error.message.includes('hostile'));
});

test('the length is checked before anything is read', async (t) => {
  const path = await filePath(t);
  await writeRaw(path, '');
  await truncate(path, 2 ** 40);
  const before = process.memoryUsage().arrayBuffers;
  await assert.rejects(readTrustFile(path), { code: 'TRUST_STORE_DAMAGED', message: /more than/u });
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
});

test('a full list of the longest entries can be written and read back, or is refused before it is written', async (t) => {
  const path = await filePath(t);
  const longAddress = (index: number): string => `tcp://${'a'.repeat(60)}.${'b'.repeat(60)}.example:${index + 1}`;
  const records = Array.from({ length: 10_000 }, (_, index) =>
    sampleRecord(`${index}-${'n'.repeat(58)}`, { address: longAddress(index) }),
  );
  await writeTrustFile(path, new PeerList(records));
  assert.equal((await readTrustFile(path))?.peers.records.length, 10_000);
  const tooLong = records.map((record) => ({ ...record, address: `unix:///${'\u0001'.repeat(200)}` }));
  await assert.rejects(writeTrustFile(path, new PeerList(tooLong)), { code: 'ARGUMENT_INVALID' });
  assert.equal((await readTrustFile(path))?.peers.records.length, 10_000);
});

test('a file that others could have written to is not believed', onPosix, async (t) => {
  const path = await filePath(t);
  await writeTrustFile(path, new PeerList([bob]));
  for (const mode of [0o620, 0o602, 0o666]) {
    await chmod(path, mode);
    await assert.rejects(readTrustFile(path), { code: 'TRUST_STORE_DAMAGED', message: /others may write/u });
  }
  await chmod(path, 0o644);
  assert.equal((await readTrustFile(path))?.peers.records.length, 1);
});

test("another user's file is not believed", asSuperuser, async (t) => {
  const path = await filePath(t);
  await writeTrustFile(path, new PeerList([bob]));
  await chown(path, 12_345, 12_345);
  await assert.rejects(readTrustFile(path), { code: 'TRUST_STORE_DAMAGED', message: /another user/u });
});

test('links, folders and pipes are not lists', onPosix, async (t) => {
  const path = await filePath(t);
  await writeTrustFile(`${path}-real`, new PeerList([bob]));
  await symlink(`${path}-real`, `${path}-link`);
  await assert.rejects(readTrustFile(`${path}-link`), { code: 'TRUST_STORE_DAMAGED', message: /symbolic link/u });
  await mkdir(`${path}-folder`);
  await assert.rejects(readTrustFile(`${path}-folder`), { code: 'TRUST_STORE_DAMAGED', message: /regular/u });
  await promisify(execFile)('mkfifo', [`${path}-pipe`]);
  await assert.rejects(readTrustFile(`${path}-pipe`), { code: 'TRUST_STORE_DAMAGED', message: /regular/u });
});

test(`a file with any byte altered, cut or added is read as it was meant or damaged (seed ${options.seed})`, async (t) => {
  const path = await filePath(t);
  const good = Buffer.from(`${JSON.stringify(sample, undefined, 2)}\n`);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(good.length - 1),
      fc.nat(255),
      fc.constantFrom('alter', 'cut', 'insert'),
      async (at, value, how) => {
        const bytes = Buffer.from(good);
        bytes[at] = how === 'alter' ? value : (bytes[at] ?? 0);
        const parts = how === 'insert' ? [bytes.subarray(0, at), Buffer.of(value), bytes.subarray(at)] : [bytes];
        await writeRaw(path, how === 'cut' ? bytes.subarray(0, at) : Buffer.concat(parts));
        try {
          const records = (await readTrustFile(path))?.peers.records ?? [];
          assert.ok(records.every(({ peerId }) => peerId === bob.peerId));
        } catch (error) {
          assert.ok(isQForgeError(error, 'TRUST_STORE_DAMAGED'), String(error));
        }
      },
    ),
    options,
  );
});
