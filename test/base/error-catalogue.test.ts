import assert from 'node:assert/strict';
import test from 'node:test';
import { type ErrorCode, EXIT_CODES, errorCatalogue } from '../../src/base/error-catalogue.ts';
import { ERROR_CLASSES } from '../../src/base/error-class.ts';

interface PlainEntry {
  readonly errorClass: string;
  readonly exitCode: number;
  readonly sentence: (details: Readonly<Record<string, unknown>>) => string;
  readonly hint: string;
}

const entries = Object.entries(errorCatalogue) as unknown as readonly [ErrorCode, PlainEntry][];

/** Details that answer any name with a marker, and remember which names were asked for. */
function recordingDetails(): { readonly details: Readonly<Record<string, unknown>>; readonly asked: Set<string> } {
  const asked = new Set<string>();
  const details = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_target, name) => {
        asked.add(String(name));
        return `<${String(name)}>`;
      },
    },
  );
  return { details, asked };
}

test('there are errors to speak of', () => {
  assert.ok(entries.length > 30);
});

test('codes are stable words in capitals', () => {
  for (const [code] of entries) assert.match(code, /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/u);
});

for (const [code, entry] of entries) {
  test(`${code} says in one sentence what is wrong and in a hint what to do`, () => {
    const { details, asked } = recordingDetails();
    const sentence = entry.sentence(details);
    // A reason at the very end is the sentence of another error, which brings its own full stop.
    assert.match(sentence, /^[A-Z<"].*(?:[.]|<reason>)$/u, 'one sentence with a full stop');
    assert.ok(!sentence.includes('\n') && !sentence.includes('undefined') && !sentence.includes('[object'));
    for (const name of asked) assert.ok(sentence.includes(`<${name}>`), `${name} is shown as it is`);
    assert.match(entry.hint, /^[A-Z].*[.]$/u, 'a hint is a sentence');
    assert.notEqual(entry.hint, sentence);
  });
}

test('every exit code of an error is one of the list, and never the one of success', () => {
  const known = new Set<number>(Object.values(EXIT_CODES));
  for (const [code, { exitCode }] of entries) {
    assert.ok(known.has(exitCode), code);
    assert.notEqual(exitCode, EXIT_CODES.ok, code);
  }
});

test('exit codes are different, and none is one that shells use themselves', () => {
  const codes = Object.values(EXIT_CODES);
  assert.equal(new Set(codes).size, codes.length);
  for (const exitCode of codes) assert.ok(exitCode >= 0 && exitCode < 126, `${exitCode}`);
});

test('every error belongs to a class, and no class is empty', () => {
  const used = new Set(entries.map(([, { errorClass }]) => errorClass));
  assert.deepEqual([...used].toSorted(), Object.keys(ERROR_CLASSES).toSorted());
});

test('what is worth trying again never ends with the exit code of a security failure', () => {
  for (const [code, { errorClass, exitCode }] of entries) {
    const isTriedAgain = errorClass === 'recoverable' || errorClass === 'performance';
    if (isTriedAgain && code !== 'QKD_ABORTED') assert.notEqual(exitCode, EXIT_CODES.security, code);
  }
});
