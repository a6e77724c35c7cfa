import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { formatSignatureLine, formatSignedNote, parseSignatureLine, parseSignedNote } from '../../src/tlog/index.ts';
import { isKeyName, MAX_NOTE_BYTES } from '../../src/tlog/signed-note.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { publishedNotes } from './published-notes.ts';

const LINE = '— peter x08go/ZJkuBS9UG/';

test('published notes are read, and written back to the byte', () => {
  assert.ok(publishedNotes.length >= 3);
  for (const { note, verifierKey } of publishedNotes) {
    const parsed = parseSignedNote(utf8(note));
    const [name, id] = verifierKey.split('+');
    assert.deepEqual(
      parsed.signatures.map((signature) => [signature.name, signature.keyId.toString(16).padStart(8, '0')]),
      [[name, id]],
    );
    assert.equal(new TextDecoder().decode(formatSignedNote(parsed)), note);
  }
});

test('a text may hold empty lines; the last one ends it', () => {
  const { text, signatures } = parseSignedNote(utf8(`a\n\nb\n\n${LINE}\n${LINE}\n`));
  assert.equal(text, 'a\n\nb\n');
  assert.equal(signatures.length, 2);
});

test('what is no note is refused', () => {
  const bad = [
    '',
    '\n',
    '\n\n',
    'a\n',
    'a\n\n',
    `a\n${LINE}\n`,
    `a\n\n${LINE}`,
    `\n\n${LINE}\n`,
    `a\n\n${LINE}\nb\n`,
    `a\u0001\n\n${LINE}\n`,
    `a\r\n\n${LINE}\n`,
    `a\tb\n\n${LINE}\n`,
    `a\n\n- peter x08go/ZJkuBS\n`,
    'a\n\n— peter\n',
    'a\n\n— peter \n',
    'a\n\n— peter x08go\n',
    'a\n\n— peter x08goA==\n',
    'a\n\n— pe+ter x08go/ZJkuBS\n',
    'a\n\n— pe\u00a0ter x08go/ZJkuBS\n',
    'a\n\n— peter x08go/ZJkuBS x\n',
    `a\n\n${`${LINE}\n`.repeat(129)}`,
  ];
  for (const note of bad) assertRefused('MALFORMED', () => parseSignedNote(utf8(note)));
  assertRefused('MALFORMED', () => parseSignedNote(Uint8Array.of(...utf8('a'), 0xff, ...utf8(`\n\n${LINE}\n`))));
  assertRefused('MALFORMED', () => parseSignedNote(new Uint8Array(MAX_NOTE_BYTES + 1).fill(0x61)));
});

test('128 signatures are taken', () => {
  assert.equal(parseSignedNote(utf8(`a\n\n${`${LINE}\n`.repeat(128)}`)).signatures.length, 128);
});

test('a line comes back', () => {
  const signature = { name: 'example.com/w1', keyId: 0xffff_fffe, signature: Uint8Array.of(1, 2, 3) };
  assert.deepEqual(parseSignatureLine(formatSignatureLine(signature)), signature);
});

test('a key name has neither spaces nor a plus', () => {
  for (const name of ['a', 'example.com/log42', 'ü', '—']) assert.ok(isKeyName(name), name);
  for (const name of ['', ' ', 'a b', 'a+b', 'a\nb', 'a\u2028b', 'a\u0000', '\ud800'])
    assert.ok(!isKeyName(name), name);
});
