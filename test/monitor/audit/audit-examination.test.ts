import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError, utf8, utf8Text } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { AuditChain } from '../../../src/monitor/audit/audit-chain.ts';
import { decodeAuditEntry, encodeAuditEntry } from '../../../src/monitor/audit/audit-entry.ts';
import { examineTrail } from '../../../src/monitor/audit/audit-examination.ts';
import { type AuditFinding, findingSentence } from '../../../src/monitor/audit/audit-finding.ts';
import { parseAuditVerifiers } from '../../../src/monitor/audit/audit-keys.ts';
import {
  decodeEntryBundle,
  encodeEntryBundle,
  MemoryTileStore,
  TiledLog,
  TreeHasher,
} from '../../../src/tlog/index.ts';
import { AuditRig, sampleEvent } from './audit-rig.ts';

const SIZE = 300;
const BUNDLE = 'tile/entries/000';
const LAST_BUNDLE = 'tile/entries/001.p/44';

/** A trail of 300 entries under a checkpoint. */
async function filled(): Promise<AuditRig> {
  const rig = new AuditRig();
  await rig.fill(SIZE);
  return rig;
}

const logFile = (rig: AuditRig, path: string): string => join(rig.folder, 'log', path);

/** Changes the entries of the first bundle, as somebody with an editor would. */
function edit(rig: AuditRig, change: (entries: Uint8Array[]) => void): void {
  const path = logFile(rig, BUNDLE);
  const entries = [...decodeEntryBundle(new Uint8Array(readFileSync(path)), 256)];
  change(entries);
  writeFileSync(path, encodeEntryBundle(entries));
}

function editEntry(entries: Uint8Array[], index: number): void {
  entries[index] = utf8(utf8Text(entries[index] ?? new Uint8Array()).replace('master', 'slaves'));
}

const kinds = (findings: readonly AuditFinding[]): readonly string[] =>
  findings.map((finding) => `${finding.kind} ${'entry' in finding ? finding.entry : ''}`);

async function found(rig: AuditRig): Promise<readonly string[]> {
  return kinds((await rig.examine()).findings);
}

describe('a trail that nobody touched', () => {
  test('is sound, with its checkpoint and what is behind it', async () => {
    await using rig = await filled();
    const trail = await rig.open();
    for (const number of [0, 1]) await trail.record(sampleEvent(number));
    const { size, unfolded, tornBytes, findings, origin } = await rig.examine();
    assert.deepEqual([size, unfolded, tornBytes, findings, origin], [SIZE, 2, 0, [], trail.origin]);
  });

  test('is sound before its first checkpoint, and when there is nothing in it', async () => {
    await using rig = new AuditRig();
    const trail = await rig.open();
    assert.deepEqual((await rig.examine()).findings, []);
    await trail.record(sampleEvent(0));
    const { size, unfolded, findings } = await rig.examine();
    assert.deepEqual([size, unfolded, findings], [0, 1, []]);
  });

  test('is no trail when there are no keys', async () => {
    await using rig = new AuditRig();
    await assert.rejects(rig.examine(), (error) => isQForgeError(error, 'FILE_MISSING'));
  });
});

describe('an examination names the entry', () => {
  for (const index of [0, 17, 255]) {
    test(`that was edited: ${index}`, async () => {
      await using rig = await filled();
      edit(rig, (entries) => editEntry(entries, index));
      const next = index + 1;
      assert.deepEqual(await found(rig), [`changed ${index}`, `unchained ${next}`]);
    });
  }

  test('that was edited together with its hash in the tree', async () => {
    await using rig = await filled();
    edit(rig, (entries) => editEntry(entries, 17));
    const tile = logFile(rig, 'tile/0/000');
    const hashes = readFileSync(tile);
    const entries = decodeEntryBundle(new Uint8Array(readFileSync(logFile(rig, BUNDLE))), 256);
    hashes.set(new TreeHasher(nativeBackend).leaf(entries[17] ?? new Uint8Array()), 17 * 32);
    writeFileSync(tile, hashes);
    assert.deepEqual(await found(rig), ['unchained 18']);
  });

  test('that was deleted', async () => {
    await using rig = await filled();
    const path = logFile(rig, BUNDLE);
    const entries = [...decodeEntryBundle(new Uint8Array(readFileSync(path)), 256)];
    entries.splice(40, 2);
    writeFileSync(path, encodeEntryBundle(entries));
    const { findings } = await rig.examine();
    assert.deepEqual(findings, [{ kind: 'missing', entry: 40, last: 41 }]);
    assert.equal(findingSentence(findings[0] as AuditFinding), 'Entries 40 to 41 are missing.');
  });

  test('that stands in the place of another one', async () => {
    await using rig = await filled();
    edit(rig, (entries) => {
      const [third, seventh] = [entries[3], entries[7]] as [Uint8Array, Uint8Array];
      [entries[3], entries[7]] = [seventh, third];
    });
    const { findings } = await rig.examine();
    assert.ok(findings.some((finding) => finding.kind === 'misplaced' && finding.entry === 3 && finding.says === 7));
    assert.ok(findings.some((finding) => finding.kind === 'misplaced' && finding.entry === 7 && finding.says === 3));
  });

  test('from which on the trail was cut off', async () => {
    await using rig = await filled();
    rmSync(logFile(rig, LAST_BUNDLE));
    assert.deepEqual((await rig.examine()).findings, [{ kind: 'missing', entry: 256, last: 299 }]);
  });

  test('that cannot be read', async () => {
    await using rig = await filled();
    edit(rig, (entries) => {
      entries[5] = utf8('{"index":5}');
    });
    assert.deepEqual(await found(rig), ['changed 5', 'unreadable 5', 'unchained 6']);
  });

  test('whose bundle was damaged in its lengths', async () => {
    await using rig = await filled();
    const path = logFile(rig, BUNDLE);
    const bytes = readFileSync(path);
    const entries = decodeEntryBundle(new Uint8Array(bytes), 256);
    const offset = entries.slice(0, 100).reduce((sum, { length }) => sum + 2 + length, 0);
    bytes[offset] = 0xff;
    writeFileSync(path, bytes);
    assert.deepEqual((await rig.examine()).findings[0], { kind: 'missing', entry: 100, last: 255 });
  });

  test('in the journal, before any checkpoint', async () => {
    await using rig = new AuditRig();
    const trail = await rig.open();
    for (let number = 0; number < 10; number += 1) await trail.record(sampleEvent(number));
    const folder = join(rig.folder, 'journal');
    const path = join(folder, readdirSync(folder)[0] ?? '');
    const sound = readFileSync(path, 'utf8');
    const lines = sound.split('\n');
    writeFileSync(path, sound.replace('key-4', 'key-X'));
    assert.deepEqual(await found(rig), ['unchained 5']);
    writeFileSync(path, [...lines.slice(0, 4), ...lines.slice(5)].join('\n'));
    assert.deepEqual((await found(rig))[0], 'misplaced 4');
    writeFileSync(path, sound);
    assert.deepEqual(await found(rig), []);
  });
});

describe('whoever rewrites everything', () => {
  /** All entries anew, with the chain and the tree as they should be: what only the signature gives away. */
  async function rewrite(rig: AuditRig): Promise<void> {
    const store = new MemoryTileStore();
    const chain = new AuditChain(nativeBackend);
    const forged: Uint8Array[] = [];
    for (const [path, width] of [
      [BUNDLE, 256],
      [LAST_BUNDLE, 44],
    ] as const) {
      for (const bytes of decodeEntryBundle(new Uint8Array(readFileSync(logFile(rig, path))), width)) {
        const entry = { ...decodeAuditEntry(bytes), previous: chain.previous };
        const event = entry.index === 100 ? 'nothing happened' : entry.event;
        const fresh = encodeAuditEntry({ ...entry, event });
        chain.pass(fresh);
        forged.push(fresh);
      }
    }
    await TiledLog.empty(store, new TreeHasher(nativeBackend)).append(forged);
    for (const path of [BUNDLE, LAST_BUNDLE, 'tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']) {
      const bytes = await store.read(path);
      assert.ok(bytes !== undefined, path);
      writeFileSync(logFile(rig, path), bytes);
    }
  }

  test('cannot sign the head', async () => {
    await using rig = await filled();
    await rewrite(rig);
    assert.deepEqual((await rig.examine()).findings, [{ kind: 'rewritten', size: SIZE }]);
  });

  test('is found by the public keys that are kept elsewhere, even with another head', async () => {
    await using rig = await filled();
    await using other = await filled();
    const policy = parseAuditVerifiers(readFileSync(join(rig.folder, 'verifiers.txt'), 'utf8'), nativeBackend);
    assert.deepEqual(await findingsIn(rig.folder), []);
    cpSync(join(other.folder, 'log'), join(rig.folder, 'log'), { recursive: true });
    cpSync(join(other.folder, 'verifiers.txt'), join(rig.folder, 'verifiers.txt'));
    assert.deepEqual(await findingsIn(rig.folder), [], 'by the keys that lie beside it all is well');
    const { findings } = await examineTrail({ folder: rig.folder, backend: nativeBackend, policy });
    assert.equal(findings[0]?.kind, 'unsigned');
  });

  test('back to an earlier state of the whole folder is found by a checkpoint that somebody remembers', async () => {
    await using rig = new AuditRig();
    await rig.fill(10);
    const earlier = join(rig.folder, '..', `${rig.folder.split('/').at(-1)}-earlier`);
    cpSync(rig.folder, earlier, { recursive: true });
    await rig.fill(10);
    const remembered = new Uint8Array(readFileSync(logFile(rig, 'checkpoint')));
    assert.deepEqual((await rig.examine(remembered)).findings, []);
    rmSync(rig.folder, { recursive: true });
    cpSync(earlier, rig.folder, { recursive: true });
    rmSync(earlier, { recursive: true });
    assert.deepEqual((await rig.examine()).findings, [], 'by itself it cannot be known');
    assert.deepEqual((await rig.examine(remembered)).findings, [{ kind: 'rolled-back', size: 10, remembered: 20 }]);
    await rig.fill(15, 'slave');
    assert.deepEqual(
      (await rig.examine(remembered)).findings,
      [{ kind: 'another-history', remembered: 20 }],
      'also when it has grown since, with other entries',
    );
  });
});

async function findingsIn(folder: string): Promise<readonly string[]> {
  return kinds((await examineTrail({ folder, backend: nativeBackend })).findings);
}
