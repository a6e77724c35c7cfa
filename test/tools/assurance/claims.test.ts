import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { claimsIn, isCommand, isTest } from '../../../tools/assurance/claim.ts';
import { claims } from '../../../tools/assurance/claims.ts';
import { REPOSITORY_ROOT } from '../../../tools/source-tree.ts';

const evidence = claims.flatMap((claim) => claim.evidence);
const { scripts } = JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

test('every claim has evidence, and is there once', () => {
  assert.ok(claims.every((claim) => claim.evidence.length > 0));
  assert.equal(new Set(claims.map(({ claim }) => claim)).size, claims.length);
});

test('each is shown in the reduced form too, by all but what has no such form', () => {
  const [reduced, full] = [claimsIn(claims, false), claimsIn(claims, true)];
  assert.deepEqual(full, claims);
  assert.ok(reduced.every((claim) => claim.evidence.length > 0));
  const left = new Set(reduced.flatMap((claim) => claim.evidence));
  assert.ok(evidence.every((each) => left.has(each) !== (isCommand(each) && each.reduced === undefined)));
});

test('every test that a claim names is there, in its file', () => {
  for (const { tests, named = [] } of evidence.filter(isTest)) {
    const path = resolve(REPOSITORY_ROOT, tests);
    assert.ok(existsSync(path), tests);
    const text = readFileSync(path, 'utf8').replaceAll('\\', '');
    for (const words of named) assert.ok(text.includes(words), `${tests}: ${words}`);
  }
});

test('every command that a claim names is a script', () => {
  for (const { script } of evidence.filter(isCommand)) assert.ok(scripts[script] !== undefined, script);
});
