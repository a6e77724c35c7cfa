import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../tools/command.ts';
import { REPOSITORY_ROOT } from '../tools/source-tree.ts';

const readme = readFileSync(resolve(REPOSITORY_ROOT, 'README.md'), 'utf8');
const library = pathToFileURL(resolve(REPOSITORY_ROOT, 'src/client/index.ts')).href;

/** The blocks of TypeScript in the README. */
function examples(): readonly string[] {
  return [...readme.matchAll(/^```ts\n(?<code>.*?)^```$/gmsu)].map((match) => match.groups?.['code'] ?? '');
}

test('the example of the README runs as it stands, and does what it says', () => {
  const [example = '', ...others] = examples();
  assert.equal(others.length, 0, 'one example, which is the one that is run');
  const script = example.replaceAll(`from 'qforge'`, `from '${library}'`);
  assert.notEqual(script, example);
  const folder = mkdtempSync(join(tmpdir(), 'qforge-readme-'));
  try {
    writeFileSync(join(folder, 'example.mts'), script);
    const printed = runCommand([process.execPath, 'example.mts'], folder);
    assert.equal(printed, 'bob has hello\nX25519+ML-KEM-768/AES-256-GCM/SHA-512\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the command lines of the README are commands that there are', () => {
  const reference = readFileSync(resolve(REPOSITORY_ROOT, 'docs/cli.md'), 'utf8');
  const commands = [...readme.matchAll(/^ {4}qforge (?<command>[a-z]+)/gmu)].map((match) => match.groups?.['command']);
  assert.ok(commands.length > 2);
  for (const command of commands) assert.match(reference, new RegExp(`^## qforge ${command}$`, 'mu'));
});

test('the commands of the README are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  assert.match(readme, /^ {4}npm ci && npm start /mu);
  assert.match(readme, /^ {4}npm cit /mu);
  assert.ok('start' in scripts && 'test' in scripts);
});

test('the security page counts the packages that come with this one as the lock does', () => {
  interface Locked {
    readonly dev?: boolean;
    readonly optional?: boolean;
    readonly peer?: boolean;
    readonly devOptional?: boolean;
    readonly hasInstallScript?: boolean;
  }
  const read = (name: string): unknown => JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, name), 'utf8'));
  const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
  const { dependencies } = read('package.json') as { dependencies: Readonly<Record<string, string>> };
  const installed = Object.entries(packages)
    .filter(([path, { dev, optional, peer, devOptional }]) => path !== '' && !(dev ?? optional ?? peer ?? devOptional))
    .map(([, locked]) => locked);
  const chosen = Object.values(dependencies);
  const security = readFileSync(resolve(REPOSITORY_ROOT, 'SECURITY.md'), 'utf8');
  assert.match(
    security,
    new RegExp(
      `^- ${installed.length} packages are installed with qforge, ${chosen.length} of them by its own choice`,
      'mu',
    ),
  );
  assert.deepEqual(
    installed.filter(({ hasInstallScript }) => hasInstallScript === true),
    [],
  );
  for (const version of chosen) assert.match(version, /^\d+\.\d+\.\d+$/u);
});
