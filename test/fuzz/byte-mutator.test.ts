import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chances } from '../simulation/chances.ts';
import { MAX_INPUT_BYTES, mutated } from './byte-mutator.ts';
import { mutatedJson } from './json-mutator.ts';

test('mutants differ from their parent and from each other, keep the parent, and have a limit', () => {
  const chances = new Chances(3);
  const parent = Uint8Array.from({ length: 50 }, (_, index) => index);
  const pool = [parent, new Uint8Array(MAX_INPUT_BYTES)];
  const before = parent.slice();
  const seen = new Set<string>();
  let longest = 0;
  for (let count = 0; count < 2000; count++) {
    const mutant = mutated(chances.pick(pool), pool, chances);
    longest = Math.max(longest, mutant.length);
    seen.add(Buffer.from(mutant).toString('base64'));
  }
  assert.ok(seen.size > 1500, `${seen.size} of 2,000 mutants are different`);
  assert.ok(longest <= MAX_INPUT_BYTES);
  assert.deepEqual(parent, before);
});

test('nothing is too short to be mutated', () => {
  const chances = new Chances(4);
  for (let count = 0; count < 500; count++) mutated(new Uint8Array(count % 3), [new Uint8Array(0)], chances);
});

test('JSON stays JSON, with members twice and poisonous names among them; other bytes are left alone', () => {
  const chances = new Chances(5);
  const parent = Buffer.from('{"a":[1,"x",{"b":null}],"c":"y"}');
  const texts = Array.from({ length: 1000 }, () => Buffer.from(mutatedJson(parent, chances) ?? '').toString());
  for (const text of texts) JSON.parse(text);
  assert.ok(new Set(texts).size > 200);
  assert.ok(texts.some((text) => text.includes('"__proto__"')));
  assert.ok(texts.some((text) => /\{"a":0,"a":/.test(text)));
  assert.equal(mutatedJson(Buffer.from('{'), chances), undefined);
});
