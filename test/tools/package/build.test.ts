import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { runCommand } from '../../../tools/command.ts';
import { buildPackage } from '../../../tools/package/build.ts';

const project = (room: string, ...references: readonly string[]): string =>
  JSON.stringify({
    compilerOptions: {
      target: 'es2024',
      module: 'nodenext',
      composite: true,
      types: [],
      rootDir: '.',
      outDir: `../../dist/${room}`,
      rewriteRelativeImportExtensions: true,
    },
    references: references.map((path) => ({ path })),
  });

/** A small repository of two rooms, with the given command line. */
function withRepository(mainText: string, use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'qforge-build-'));
  try {
    const files = {
      'package.json': '{ "type": "module" }',
      'src/base/tsconfig.json': project('base'),
      'src/base/index.ts': `export { greeting } from './greeting.ts';`,
      'src/base/greeting.ts': `export const greeting: string = 'built';`,
      'src/cli/tsconfig.json': project('cli', '../base'),
      'src/cli/main.ts': mainText,
      'dist/old.js': 'left over',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const MAIN = `#!/usr/bin/env node\nimport { greeting } from '../base/index.ts';\nthrow greeting;\n`;

test('a build makes JavaScript and declarations that run on their own, and a program', () => {
  withRepository(MAIN, (root) => {
    buildPackage(root);
    const program = join(root, 'dist/cli/main.js');
    assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env node\n/u);
    assert.equal(statSync(program).mode & 0o111, 0o111);
    assert.ok(existsSync(join(root, 'dist/base/index.d.ts')));
    assert.ok(existsSync(join(root, 'dist/base/greeting.d.ts')));
    assert.ok(!existsSync(join(root, 'dist/base/greeting.js')), 'it is part of the bundle');
    assert.throws(() => runCommand([process.execPath, program]), /built/u);
  });
});

test('nothing of an earlier build is left', () => {
  withRepository(MAIN, (root) => {
    buildPackage(root);
    assert.ok(!existsSync(join(root, 'dist/old.js')));
  });
});

test('a type error, or a program without its first line, fails the build', () => {
  withRepository(MAIN.replace('throw greeting', 'const wrong: number = greeting'), (root) => {
    assert.throws(() => buildPackage(root), /TS2322/u);
  });
  withRepository(MAIN.slice(MAIN.indexOf('\n') + 1), (root) => {
    assert.throws(() => buildPackage(root), /does not begin with #!/u);
  });
});
