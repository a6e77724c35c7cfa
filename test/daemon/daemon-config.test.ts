import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { MAX_CONFIG_LENGTH, parseDaemonConfig } from '../../src/daemon/daemon-config.ts';

const parsed = (text: string): unknown => parseDaemonConfig(text, 'q.toml');

function problem(text: string): string {
  try {
    parsed(text);
  } catch (error) {
    assert.ok(isQForgeError(error, 'CONFIG_INVALID'));
    return error.details.reason;
  }
  return 'none';
}

test('everything may be said, and everything may be left out', () => {
  assert.deepEqual({ ...(parsed('') as object) }, {});
  const text = [
    'listen = ["tcp://0.0.0.0:7700", "unix:/run/qforge.sock"]',
    '[admin]',
    'host = "::1"',
    'port = 7781',
    'hosts = ["qforge.example:443"]',
    '[validator]',
    'folder = "/var/lib/qforge/validator"',
    '[receive]',
    'directory = "/srv/inbox"',
    'overwrite = true',
  ].join('\n');
  assert.deepEqual(JSON.parse(JSON.stringify(parsed(text))), {
    listen: ['tcp://0.0.0.0:7700', 'unix:/run/qforge.sock'],
    admin: { host: '::1', port: 7781, hosts: ['qforge.example:443'] },
    validator: { folder: '/var/lib/qforge/validator' },
    receive: { directory: '/srv/inbox', overwrite: true },
  });
});

test('names that are not known, and values of another form, are refused with their place', () => {
  assert.match(problem('lisen = "tcp://0.0.0.0:7700"'), /lisen/u);
  assert.match(problem('[admin]\nport = 65536'), /^admin\.port/u);
  assert.match(problem('[admin]\nport = "7780"'), /^admin\.port/u);
  assert.match(problem('[receive]\noverwrite = true'), /directory/u);
  assert.match(problem('listen = ""'), /^listen/u);
});

test('what is no TOML is refused with its line', () => {
  assert.match(problem('listen = "a"\nlisten = "b"'), /^line 2, column \d+: /u);
  assert.match(problem('[admin\n'), /^line 1/u);
});

test('names of prototypes stay names, and change nothing', () => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    assert.notEqual(problem(`[${name}]\nport = 1`), 'none');
    assert.notEqual(problem(`[admin.${name}]\nport = 1`), 'none');
  }
  assert.equal(({} as Record<string, unknown>)['port'], undefined);
});

test('a file that is too long is not parsed', () => {
  assert.match(problem(`# ${'x'.repeat(MAX_CONFIG_LENGTH)}`), /longer/u);
});

test('whatever it is given, it parses or says why not', () => {
  const word = fc.constantFrom(
    'listen',
    'admin',
    'port',
    '=',
    '[',
    ']',
    '"',
    "'''",
    '1',
    'nan',
    '.',
    '\n',
    ',',
    '{',
    '}',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
  );
  fc.assert(fc.property(text, (given) => assert.equal(typeof problem(given), 'string')));
});
