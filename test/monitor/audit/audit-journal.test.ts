import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { utf8, utf8Text } from '../../../src/base/index.ts';
import { AuditJournal, readSegments } from '../../../src/monitor/audit/audit-journal.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';

const nameOf = (first: number): string => `${String(first).padStart(16, '0')}.jsonl`;

test('segments are read in order, with what a crash cut off behind the last line', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, nameOf(12)), 'c\nd');
  writeFileSync(join(folder, nameOf(10)), 'a\nb\n');
  writeFileSync(join(folder, 'notes.txt'), 'no segment\n');
  const segments = await readSegments(folder);
  const texts = segments.map(({ first, lines, tornBytes }) => [first, lines.map((line) => utf8Text(line)), tornBytes]);
  assert.deepEqual(texts, [
    [10, ['a', 'b'], 0],
    [12, ['c'], 1],
  ]);
});

test('where there is no journal there is no segment', async (t) => {
  assert.deepEqual(await readSegments(join(temporaryFolder(t), 'none')), []);
});

test('a segment that goes between the list and the look costs no other one', async (t) => {
  const folder = temporaryFolder(t);
  // A name with nothing behind it is what a reader finds that comes a moment late.
  symlinkSync(join(folder, 'gone'), join(folder, nameOf(10)));
  writeFileSync(join(folder, nameOf(12)), 'c\n');
  assert.deepEqual(
    (await readSegments(folder)).map(({ first }) => first),
    [12],
  );
});

test('a journal that cannot be read is a failure, and not an empty one', async (t) => {
  const file = join(temporaryFolder(t), 'journal');
  writeFileSync(file, 'a file where a folder should be');
  await assertRejected('FILE_UNREADABLE', () => readSegments(file));
});

test('what is appended is read again', async (t) => {
  const folder = join(temporaryFolder(t), 'journal');
  const journal = await AuditJournal.open(folder, 7);
  await journal.append(utf8('one\ntwo\n'));
  await journal.startSegment(9);
  await journal.append(utf8('three\n'));
  assert.deepEqual(
    (await readSegments(folder)).map(({ first, lines }) => [first, lines.length]),
    [
      [7, 2],
      [9, 1],
    ],
  );
  await journal.removeBelow(9);
  assert.deepEqual(
    (await readSegments(folder)).map(({ first }) => first),
    [9],
  );
  await journal.close();
});
