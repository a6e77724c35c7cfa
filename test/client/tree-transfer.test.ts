import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type ErrorCode, isQForgeError } from '../../src/base/index.ts';
import { failureOf, makeFolders, valueOf } from './transfer-rig.ts';
import { makeTree, pictureOf, type TreePicture, transferTree } from './tree-rig.ts';

const seed = Number(process.env['QFORGE_TEST_SEED'] ?? 20_261_130);
const onPosix = { skip: process.platform === 'win32' };

function codeOf(result: PromiseSettledResult<unknown>): ErrorCode {
  const error = failureOf(result);
  assert.ok(isQForgeError(error), `a typed error, not ${String(error)}`);
  return error.code;
}

const sample: TreePicture = {
  'empty/': '',
  'deep/': '',
  'deep/er/': '',
  'deep/er/still/': '',
  'deep/er/still/file.txt': 'at the bottom',
  '.hidden': 'dots may lead',
  '.config/': '',
  '.config/settings.toml': 'a = 1',
  'nothing.bin': '',
  'large.bin': randomBytes(700_000).toString('latin1'),
  'link.txt': '-> deep/er/still/file.txt',
  'deep/up.txt': '-> ../.hidden',
  'deep/gone': '-> ../no/such/file',
};

describe('a folder', { timeout: 600_000 }, () => {
  test('arrives with everything in it: empty folders, hidden and empty files, links', async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'project');
    await makeTree(source, sample);
    const { sent, received } = await transferTree(source, inbox);
    const receipt = valueOf(sent);
    assert.deepEqual(await pictureOf(join(inbox, 'project')), await pictureOf(source));
    const { path, durationMs: _, ...facts } = valueOf(received);
    assert.equal(path, join(inbox, 'project'));
    const { durationMs: __, ...sentFacts } = receipt;
    assert.deepEqual(facts, sentFacts);
    const { files, folders, links, bytes, resumedFrom } = receipt;
    assert.deepEqual({ files, folders, links, resumedFrom }, { files: 5, folders: 5, links: 3, resumedFrom: 0 });
    assert.equal(
      bytes,
      Object.values(sample).reduce((sum, text) => sum + (text.startsWith('-> ') ? 0 : text.length), 0),
    );
    assert.deepEqual(await readdir(inbox), ['project'], 'nothing else is left');
  });

  test('of many small files arrives whole, with few round trips', async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'many');
    const picture = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f${n % 7}/file ${n}`, `content ${n}`]));
    await makeTree(source, picture);
    const { sent } = await transferTree(source, inbox);
    assert.equal(valueOf(sent).files, 600);
    assert.deepEqual(await pictureOf(join(inbox, 'many')), await pictureOf(source));
  });

  test("keeps times, and permissions as far as they are its owner's", onPosix, async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'modes');
    await makeTree(source, { 'run.sh': '#!', data: 'x', 'folder/': '', 'folder/inside': 'y' });
    await chmod(join(source, 'run.sh'), 0o755);
    await chmod(join(source, 'data'), 0o444);
    await chmod(join(source, 'folder'), 0o755);
    for (const path of ['run.sh', 'folder/inside', 'folder']) await utimes(join(source, path), 1_000_000, 1_000_000);
    valueOf((await transferTree(source, inbox)).sent);
    const modeOf = async (path: string): Promise<number> => (await lstat(join(inbox, 'modes', path))).mode & 0o777;
    assert.deepEqual(await Promise.all(['run.sh', 'data', 'folder'].map(modeOf)), [0o700, 0o600, 0o700]);
    for (const path of ['run.sh', 'folder/inside', 'folder']) {
      assert.equal((await lstat(join(inbox, 'modes', path))).mtimeMs, 1_000_000_000, path);
    }
    await rm(join(inbox, 'modes'), { recursive: true });
    valueOf((await transferTree(source, inbox, { receive: { keepModes: true } })).sent);
    assert.deepEqual(await Promise.all(['run.sh', 'data', 'folder'].map(modeOf)), [0o755, 0o644, 0o755]);
  });

  test(`cut at any byte, in either direction, resumes to the same folder (seed ${seed})`, async (t) => {
    const { root, inbox } = await makeFolders(t);
    let resumed = 0;
    let attempts = 0;
    const files = fc.array(fc.nat(90_000), { minLength: 1, maxLength: 12 });
    const cuts = fc.array(
      fc.record({
        direction: fc.constantFrom('there', 'there', 'back'),
        place: fc.noBias(fc.integer({ min: 0, max: 1000 })),
      }),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(files, cuts, fc.uuid(), async (sizes, places, name) => {
        const source = join(root, name);
        const entries = sizes.map((size, index): [string, string] => {
          return [`d${index % 3}/f${index}`, randomBytes(size).toString('latin1')];
        });
        await makeTree(source, { ...Object.fromEntries(entries), link: '-> d0/f0', 'empty/': '' });
        const total = sizes.reduce((sum, size) => sum + size + 100, 300);
        for (const { direction, place } of places) {
          const afterBytes = Math.floor((place / 1000) * (direction === 'there' ? total : 41 * (sizes.length + 2)));
          const { sent } = await transferTree(source, inbox, { wire: { cut: { direction, afterBytes } } });
          attempts += 1;
          if (sent.status === 'fulfilled') break;
          assert.ok(['CONNECTION_LOST', 'STREAM_ENDED', 'FILE_EXISTS'].includes(codeOf(sent)), codeOf(sent));
        }
        const last = await transferTree(source, inbox);
        if (last.sent.status === 'rejected') assert.equal(codeOf(last.sent), 'FILE_EXISTS');
        else if (last.sent.value.resumedFrom > 0) resumed += 1;
        assert.deepEqual(await pictureOf(join(inbox, name)), await pictureOf(source));
        assert.deepEqual(
          (await readdir(inbox)).filter((entry) => entry.startsWith('.')),
          [],
        );
      }),
      { seed, numRuns: 40 },
    );
    t.diagnostic(`${attempts} cut attempts, ${resumed} resumed`);
    assert.ok(resumed > 5);
  });

  test(`with one byte of its transfer altered is never put in place wrong (seed ${seed})`, async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'tree');
    await makeTree(source, { 'a/one': 'x'.repeat(300), 'a/two': '', 'b/': '', link: '-> a/one' });
    const right = await pictureOf(source);
    const whole = await transferTree(source, inbox);
    const { there, back } = whole.pair.carried;
    await rm(join(inbox, 'tree'), { recursive: true });
    const outcomes = new Map<string, number>();
    const place = fc.record({
      direction: fc.constantFrom('there' as const, 'back' as const),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async ({ direction, at }, flip) => {
        const position = Math.floor(at * (direction === 'there' ? there : back));
        const alter = (piece: Uint8Array, way: string, offset: number): Uint8Array => {
          if (way !== direction || position < offset || position >= offset + piece.length) return piece;
          const altered = piece.slice();
          altered[position - offset] = (altered[position - offset] ?? 0) ^ flip;
          return altered;
        };
        const { sent, received } = await transferTree(source, inbox, { wire: { alter }, receive: { overwrite: true } });
        const outcome = [sent, received].map((end) => (end.status === 'fulfilled' ? 'ok' : codeOf(end))).join(' / ');
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (received.status === 'fulfilled') assert.deepEqual(await pictureOf(join(inbox, 'tree')), right);
        if (sent.status === 'fulfilled') assert.equal(received.status, 'fulfilled');
        if (direction === 'there') assert.equal(received.status, 'rejected');
        await rm(inbox, { recursive: true });
        await mkdir(inbox);
      }),
      { seed, numRuns: 150 },
    );
    for (const [outcome, count] of outcomes) t.diagnostic(`${count} x sender / receiver: ${outcome}`);
  });

  test('is not put over another one without leave, and replaces it as a whole with leave', async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'tree');
    await makeTree(source, { 'new': 'new' });
    await makeTree(join(inbox, 'tree'), { old: 'old' });
    const refused = await transferTree(source, inbox);
    assert.deepEqual([codeOf(refused.sent), codeOf(refused.received)], ['FILE_EXISTS', 'FILE_EXISTS']);
    assert.deepEqual(await pictureOf(join(inbox, 'tree')), { old: 'old' });
    valueOf((await transferTree(source, inbox, { receive: { overwrite: true } })).sent);
    assert.deepEqual(await pictureOf(join(inbox, 'tree')), { new: 'new' });
    assert.deepEqual(await readdir(inbox), ['tree']);
    await rm(join(inbox, 'tree'), { recursive: true });
    await writeFile(join(inbox, 'tree'), 'a file');
    assert.equal(codeOf((await transferTree(source, inbox, { receive: { overwrite: true } })).sent), 'FILE_UNWRITABLE');
    assert.equal(await readFile(join(inbox, 'tree'), 'utf8'), 'a file');
  });

  test('that changed between two attempts arrives as it is now', async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'tree');
    await makeTree(source, {
      'a/gone': 'x'.repeat(400),
      'a/kept': 'y'.repeat(400),
      'b/becomes': 'z'.repeat(400),
      'c/last': '',
    });
    const cut = { direction: 'there', afterBytes: 1_300 } as const;
    assert.equal((await transferTree(source, inbox, { wire: { cut } })).sent.status, 'rejected');
    await rm(join(source, 'a/gone'));
    await rm(join(source, 'b/becomes'));
    await makeTree(source, { 'b/becomes/': '', 'b/becomes/more': 'inside', d: '-> a/kept' });
    const { sent } = await transferTree(source, inbox);
    assert.equal(valueOf(sent).resumedFrom, 400);
    assert.deepEqual(await pictureOf(join(inbox, 'tree')), await pictureOf(source));
  });

  test('that holds what cannot be sent is refused, or sent without it', onPosix, async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'tree');
    await makeTree(source, {
      good: 'x',
      bad: '-> /etc/passwd',
      'sub/worse': '-> ../../outside',
      'sub/through': '-> a/../../..',
    });
    await assert.rejects(transferTree(source, inbox), (error) => {
      const cause = (error as { cause?: PromiseRejectedResult }).cause?.reason as unknown;
      return isQForgeError(cause, 'FILE_UNREADABLE') && cause.message.includes('leads out of the folder');
    });
    const left: string[] = [];
    const { sent } = await transferTree(source, inbox, {
      send: { leaveOut: true, onLeftOut: (path) => left.push(path) },
    });
    assert.equal(valueOf(sent).files, 1);
    assert.deepEqual(left.toSorted(), ['bad', 'sub/through', 'sub/worse']);
    assert.deepEqual(await pictureOf(join(inbox, 'tree')), { good: 'x', 'sub/': '' });
  });

  test('whose file was swapped for a link since it was listed gives nothing away', onPosix, async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'tree');
    const secret = join(root, 'secret');
    await writeFile(secret, 'secret');
    await makeTree(source, { file: 'public' });
    const swap = async (): Promise<boolean> => {
      await rm(join(source, 'file'));
      await symlink(secret, join(source, 'file'));
      return true;
    };
    // Asked before the first answer: the folder has been listed by then.
    const { sent, received } = await transferTree(source, inbox, { receive: { accept: swap } });
    assert.ok(['FILE_UNREADABLE', 'FILE_CHANGED'].includes(codeOf(sent)), codeOf(sent));
    assert.equal(received.status, 'rejected');
    for (const [, content] of Object.entries(await pictureOf(inbox))) assert.doesNotMatch(content, /secret/u);
  });

  test('arrives beside links that somebody planted where it is to be, without following them', onPosix, async (t) => {
    const { root, outbox, inbox } = await makeFolders(t);
    const source = join(root, 'tree');
    await makeTree(source, { 'a/file': 'x'.repeat(900), b: 'y'.repeat(900) });
    assert.equal(
      (await transferTree(source, inbox, { wire: { cut: { direction: 'there', afterBytes: 400 } } })).sent.status,
      'rejected',
    );
    const staging = (await readdir(inbox)).find((name) => name.endsWith('.tree')) ?? '';
    await rm(join(inbox, staging, 'a'), { recursive: true });
    await symlink(outbox, join(inbox, staging, 'a'));
    await writeFile(join(outbox, 'file'), 'precious');
    await rm(join(inbox, staging, 'b'), { force: true });
    await symlink(join(outbox, 'file'), join(inbox, staging, 'b'));
    valueOf((await transferTree(source, inbox)).sent);
    assert.equal(await readFile(join(outbox, 'file'), 'utf8'), 'precious');
    assert.deepEqual(await pictureOf(join(inbox, 'tree')), await pictureOf(source));
  });

  test('is declined, is busy, is cancelled: each side knows why', async (t) => {
    const { root, inbox } = await makeFolders(t);
    const source = join(root, 'tree');
    await makeTree(source, { file: 'x'.repeat(3_000_000) });
    const declined = await transferTree(source, inbox, { receive: { accept: () => false } });
    assert.deepEqual([codeOf(declined.sent), codeOf(declined.received)], ['FILE_REFUSED', 'FILE_REFUSED']);
    const controller = new AbortController();
    const accept = (): boolean => {
      controller.abort();
      return true;
    };
    const cancelled = await transferTree(source, inbox, { send: { signal: controller.signal }, receive: { accept } });
    assert.equal(codeOf(cancelled.sent), 'CANCELLED');
    const gone = await transferTree(source, join(inbox, 'nowhere'));
    assert.deepEqual([codeOf(gone.sent), codeOf(gone.received)], ['FILE_UNWRITABLE', 'FILE_UNWRITABLE']);
  });
});
