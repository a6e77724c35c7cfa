import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { TokenTable, tokenOfFile } from '../../../src/daemon/admin/admin-token.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'qforge-token-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a missing file is made for this user alone, and read again from then on', async (t) => {
  const path = join(folder(t), 'admin.token');
  const token = await tokenOfFile(path);
  assert.match(token, /^[\w-]{43}$/u);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(readFileSync(path, 'utf8'), `${token}\n`);
  assert.equal(await tokenOfFile(path), token);
});

test('every file has a token of its own', async (t) => {
  const path = folder(t);
  assert.notEqual(await tokenOfFile(join(path, 'a')), await tokenOfFile(join(path, 'b')));
});

test('a file that others can read, a link, and what is no token are refused', async (t) => {
  const path = folder(t);
  const token = await tokenOfFile(join(path, 'good'));
  const open = join(path, 'open');
  writeFileSync(open, token);
  chmodSync(open, 0o644);
  symlinkSync(join(path, 'good'), join(path, 'link'));
  for (const [name, content] of [
    ['empty', ''],
    ['short', token.slice(1)],
    ['two', `${token}\n${token}\n`],
    ['long', 'x'.repeat(300)],
  ] as const) {
    writeFileSync(join(path, name), content, { mode: 0o600 });
  }
  for (const name of ['open', 'link', 'empty', 'short', 'two', 'long']) {
    await assert.rejects(tokenOfFile(join(path, name)), { code: 'ADMIN_TOKEN_EXPOSED' }, name);
  }
});

test('a file that cannot be made says so', async (t) => {
  await assert.rejects(tokenOfFile(join(folder(t), 'missing', 'admin.token')), { code: 'FILE_UNWRITABLE' });
});

test('tokens are told apart, whatever their length', () => {
  const table = new TokenTable([
    { token: 'a'.repeat(43), scope: 'read' },
    { token: 'b'.repeat(43), scope: 'control' },
  ]);
  assert.equal(table.scopeOf('a'.repeat(43)), 'read');
  assert.equal(table.scopeOf('b'.repeat(43)), 'control');
  for (const stranger of ['', 'a', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}b`]) {
    assert.equal(table.scopeOf(stranger), undefined);
  }
});
