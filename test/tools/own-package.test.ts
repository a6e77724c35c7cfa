import assert from 'node:assert/strict';
import test from 'node:test';
import { ownSource } from '../../tools/own-package.ts';

test('the package is found in the sources by its own names, and nothing else is', () => {
  assert.equal(ownSource('qforge'), 'src/client/index.ts');
  assert.equal(ownSource('qforge/crypto'), 'src/crypto/index.ts');
  for (const other of ['qforge/cli', 'qforge/none', 'qforged', './qforge', 'node:fs'])
    assert.equal(ownSource(other), undefined);
});
