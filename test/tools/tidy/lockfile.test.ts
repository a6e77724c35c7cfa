import assert from 'node:assert/strict';
import test from 'node:test';
import { checkLockfile } from '../../../tools/tidy/lockfile.ts';

function complaints(packages: Readonly<Record<string, object>>): readonly string[] {
  return checkLockfile(new Map([['package-lock.json', JSON.stringify({ packages }, undefined, 2)]])).map(
    ({ message }) => message,
  );
}

const whole = { version: '1.0.0', integrity: 'sha512-x' };

test('a lockfile of whole entries passes', () => {
  assert.deepEqual(
    complaints({
      '': {},
      'node_modules/a': { ...whole, optionalDependencies: { 'a-linux': '1.0.0', b: '1.0.0' } },
      'node_modules/a-linux': { version: '1.0.0', optional: true },
      'node_modules/a/node_modules/b': { version: '1.0.0', optional: true },
      'node_modules/node': { ...whole, hasInstallScript: true },
    }),
    [],
  );
});

test('a package for another platform that is missing is found', () => {
  const found = complaints({ 'node_modules/a': { ...whole, optionalDependencies: { 'a-darwin': '1.0.0' } } });
  assert.match(found[0] ?? '', /^a-darwin, which node_modules\/a may want .* is missing$/u);
});

test('an install script that nobody approved is found', () => {
  assert.match(complaints({ 'node_modules/a': { ...whole, hasInstallScript: true } })[0] ?? '', /runs a script/u);
});

test('a package without a hash is found, unless it is for another platform', () => {
  assert.deepEqual(complaints({ 'node_modules/a': { version: '1.0.0' } }), ['node_modules/a has no integrity hash']);
});

test('a pinned registry is found', () => {
  const found = complaints({ 'node_modules/a': { ...whole, resolved: 'https://registry.example/a.tgz' } });
  assert.match(found[0] ?? '', /registry address/u);
});
