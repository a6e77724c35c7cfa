import assert from 'node:assert/strict';
import test from 'node:test';
import { formatCheckpoint, isOrigin, parseCheckpoint } from '../../src/tlog/index.ts';
import { assertRefused } from '../crypto/refusal.ts';

// C2SP tlog-checkpoint; golang.org/x/mod/sumdb/tlog, TestFormatTree.
const published = [
  'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
  'go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n',
  'o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nan extension\n',
];

test('published checkpoints are read and written back', () => {
  for (const text of published) assert.equal(formatCheckpoint(parseCheckpoint(text)), text);
  const [first = ''] = published;
  const { origin, size } = parseCheckpoint(first);
  assert.deepEqual({ origin, size }, { origin: 'example.com/behind-the-sofa', size: 20_852_163 });
});

test('what is no checkpoint is refused', () => {
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  const bad = [
    '',
    '\n',
    `o\n1\n${root}`,
    `\n1\n${root}\n`,
    `o\n01\n${root}\n`,
    `o\n-1\n${root}\n`,
    `o\n0x1\n${root}\n`,
    `o\n\n${root}\n`,
    `o\n1\n${root.slice(4)}\n`,
    `o\n1\nAAAA${root}\n`,
    'o\n1\n\n',
    `o\n1\n${root}\n\n`,
    `o\n1\n${root}\nx\n\ny\n`,
    `${'o'.repeat(256)}\n1\n${root}\n`,
    `o\n9007199254740992\n${root}\n`,
  ];
  for (const text of bad) assertRefused('MALFORMED', () => parseCheckpoint(text));
});

test('an origin is a line of 1 to 255 bytes', () => {
  assert.ok(isOrigin('ü'.repeat(127)));
  for (const origin of ['', 'ü'.repeat(128), 'a\nb', 'a\0', '\ud800']) assert.ok(!isOrigin(origin), origin);
});
