import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { licenceTexts } from '../../../tools/package/executable-bundle.ts';

test('every package that a file came from is named once, with its licence; one without is refused', () => {
  const root = mkdtempSync(join(tmpdir(), 'qforge-licences-'));
  try {
    for (const name of ['zeta', '@scope/alpha', 'bare'])
      mkdirSync(join(root, 'node_modules', name), { recursive: true });
    writeFileSync(join(root, 'node_modules/zeta/LICENSE.md'), 'Zeta may be copied.\n');
    writeFileSync(join(root, 'node_modules/@scope/alpha/LICENSE'), 'Alpha may be copied.\n');
    const paths = [
      'src/cli/main.ts',
      'node_modules/zeta/a.js',
      'node_modules/zeta/b.js',
      'node_modules/@scope/alpha/index.js',
    ];
    assert.match(
      licenceTexts(paths, root),
      /^@scope\/alpha\n\nAlpha may be copied\.\n\n-+\n\nzeta\n\nZeta may be copied\.\n$/u,
    );
    assert.throws(() => licenceTexts(['node_modules/bare/index.js'], root), /bare has no file of its licence/u);
  } finally {
    rmSync(root, { recursive: true });
  }
});
