import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseStrictJson } from '../../src/base/strict-json.ts';

const options = { seed: 20_261_127, numRuns: 2_000 };
const parse = (text: string, maxDepth = 4): unknown => parseStrictJson(Buffer.from(text), 'It', maxDepth);
const malformed = { name: 'QForgeError', code: 'MALFORMED' };

test('plain values are read', () => {
  assert.deepEqual(parse('{"a":[1,"b",null,true,{"c":1.5}]}'), { a: [1, 'b', null, true, { c: 1.5 }] });
  assert.equal(parse('"__proto__"'), '__proto__');
});

test('what is not JSON, not UTF-8 or has a mark before it is malformed', () => {
  for (const text of ['', '{', '{"a":1}x', "{'a':1}", '[1,]', 'NaN', '\ufeff{}', '/* */{}']) {
    assert.throws(() => parse(text), malformed, text);
  }
  assert.throws(() => parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22), 'It', 4), malformed);
});

test('keys that mean the prototype are refused at any depth, however they are written', () => {
  for (const key of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
    assert.throws(() => parse(`{"${key}":{"polluted":1}}`), malformed);
    assert.throws(() => parse(`[{"a":{"${key}":1}}]`), malformed);
  }
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test('a name twice in one object is refused, however it is written; in two objects it is not', () => {
  for (const text of ['{"a":1,"a":2}', '[{"b":{"a":1,"c":[],"a":1}}]', '{"a":1,"\\u0061":2}', '{"a":{"a":1},"a":[]}']) {
    assert.throws(() => parse(text), { ...malformed, message: /twice/u }, text);
  }
  const fine = { a: { a: 1 }, b: [{ a: 1 }, { a: ':' }], '"a":': 'a', 'a"': '{"a":1,"a":2}' };
  assert.deepEqual(parse(JSON.stringify(fine)), fine);
});

test('nesting is counted, and no depth exhausts the stack', () => {
  assert.deepEqual(parse('[[[[1]]]]'), [[[[1]]]]);
  assert.throws(() => parse('[[[[[1]]]]]'), { ...malformed, message: /too deep/u });
  for (const depth of [10_000, 1_000_000]) {
    assert.throws(() => parse('['.repeat(depth) + ']'.repeat(depth)), malformed);
    assert.throws(() => parse('{"a":'.repeat(depth)), malformed);
  }
});

test(`values survive, and any text gives a value or the one error (seed ${options.seed})`, () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string({ maxLength: 20 }), fc.nat(), (value, noise, place) => {
      const text = JSON.stringify(value);
      const cut = place % (text.length + 1);
      try {
        parse(text.slice(0, cut) + noise + text.slice(cut));
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'MALFORMED');
      }
      if (!/"(?:__proto__|constructor|prototype)":/u.test(text)) assert.deepEqual(parse(text), JSON.parse(text));
    }),
    options,
  );
});
