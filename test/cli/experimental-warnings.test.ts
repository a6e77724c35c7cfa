import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import test from 'node:test';
import { isExpectedWarning, silenceExpectedWarnings } from '../../src/cli/experimental-warnings.ts';

const SOURCE = new URL('../../src/cli/experimental-warnings.ts', import.meta.url).href;
const warning = (name: string, message: string): Error => Object.assign(new Error(message), { name });

test('only what Node.js says of parts that are relied on is expected', () => {
  const sqlite = 'SQLite is an experimental feature and might change at any time';
  const method = 'The encapsulateBits Web Crypto API method is an experimental feature and might change at any time';
  assert.ok(isExpectedWarning(warning('ExperimentalWarning', sqlite)));
  assert.ok(isExpectedWarning(warning('ExperimentalWarning', method)));
  assert.ok(!isExpectedWarning(warning('Warning', sqlite)));
  assert.ok(!isExpectedWarning(warning('ExperimentalWarning', 'VM Modules is an experimental feature')));
});

test('every other warning still reaches whoever heard warnings before', () => {
  const source = new EventEmitter();
  const heard: string[] = [];
  source.on('warning', ({ message }: Error) => heard.push(message));
  silenceExpectedWarnings(source as Parameters<typeof silenceExpectedWarnings>[0]);
  source.emit('warning', warning('ExperimentalWarning', 'SQLite is an experimental feature'));
  source.emit('warning', warning('DeprecationWarning', 'old'));
  assert.deepEqual(heard, ['old']);
});

test('a process that uses X-Wing of Web Crypto, and warns of something else, prints the second alone', () => {
  const code = `
    const { silenceExpectedWarnings } = await import(${JSON.stringify(SOURCE)});
    if (process.argv[1] === 'silent') silenceExpectedWarnings(process);
    await crypto.subtle.generateKey('MLKEM768-X25519', true, ['encapsulateBits', 'decapsulateBits']).catch(() => undefined);
    process.emitWarning('something else');
  `;
  const stderrOf = (mode: string): string =>
    spawnSync(process.execPath, ['--input-type=module', '--eval', code, mode], { encoding: 'utf8' }).stderr;
  assert.match(stderrOf('silent'), /^\(node:\d+\) Warning: something else\n[^\n]*\n$/u);
  assert.match(stderrOf('loud'), /ExperimentalWarning: .*Web Crypto/u);
});
