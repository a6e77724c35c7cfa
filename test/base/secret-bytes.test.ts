import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { format, inspect } from 'node:util';
import { SecretBytes } from '../../src/base/secret-bytes.ts';

const CANARY = 'canary-0123456789abcdef-secret!!';
const canaryBytes = (): Uint8Array<ArrayBuffer> => new TextEncoder().encode(CANARY);

/** Every way in which the canary would show if it leaked. */
function assertHidden(text: string): void {
  const bytes = Buffer.from(CANARY);
  const spellings = [
    CANARY,
    bytes.toString('hex'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.join(','),
  ];
  for (const spelling of [...spellings, bytes.join(', '), inspect(bytes).slice(8, 40)]) {
    assert.ok(!text.includes(spelling), `${text} shows ${spelling}`);
  }
  assert.match(text, /\(hidden\)/u);
}

test('a secret shows itself in no conversion to text', () => {
  const secret = SecretBytes.take(canaryBytes());
  assertHidden(String(secret));
  // oxlint-disable-next-line typescript/restrict-template-expressions -- the point
  assertHidden(`${secret}`);
  assertHidden(JSON.stringify({ key: secret, list: [secret] }));
  assertHidden(inspect(secret));
  assertHidden(inspect({ deep: { deeper: secret } }, { depth: null, showHidden: true }));
  assertHidden(format('%s %o %O %j', secret, secret, secret, secret));
});

test('a secret shows itself on no console, and in no error that carries it', () => {
  const module = new URL('../../src/base/secret-bytes.ts', import.meta.url).href;
  const script = `
    import { SecretBytes } from ${JSON.stringify(module)};
    const secret = SecretBytes.take(new TextEncoder().encode(${JSON.stringify(CANARY)}));
    console.log(secret); console.error([secret]); console.table([{ secret }]); console.dir({ secret });
    throw Object.assign(new TypeError('carries a secret'), { secret });`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
    input: script,
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assertHidden(stdout);
  assert.match(stderr, /TypeError: carries a secret/u);
  // The crash print-out quotes a line of the script, which holds the canary only in our own words above the throw.
  assertHidden(stderr);
});

test('a secret has no enumerable part that a copy or a walk would find', () => {
  const secret = SecretBytes.take(canaryBytes());
  assert.deepEqual(Object.values(secret), [CANARY.length]);
  assert.deepEqual(Object.assign({}, secret), { length: CANARY.length });
  assert.throws(() => structuredClone(secret).expose(), TypeError);
});

test('take empties the source, copyOf leaves it', () => {
  const source = canaryBytes();
  const copied = SecretBytes.copyOf(source);
  assert.deepEqual(source, canaryBytes());
  const taken = SecretBytes.take(source);
  assert.deepEqual(source, new Uint8Array(CANARY.length));
  assert.deepEqual(copied.expose(), canaryBytes());
  assert.deepEqual(taken.expose(), canaryBytes());
});

test('the bytes are no view of the source, and live in memory of their own', () => {
  const source = canaryBytes();
  const secret = SecretBytes.copyOf(source);
  source.fill(1);
  assert.deepEqual(secret.expose(), canaryBytes());
  assert.equal(secret.expose().buffer.byteLength, CANARY.length);
});

test('wiping overwrites the bytes that were exposed, and ends the use of the secret', () => {
  const secret = SecretBytes.take(canaryBytes());
  const view = secret.expose();
  secret.wipe();
  assert.deepEqual(view, new Uint8Array(CANARY.length));
  assert.throws(() => secret.expose(), { code: 'SECRET_WIPED' });
  secret.wipe();
  assertHidden(inspect(secret));
  assertHidden(JSON.stringify(secret));
  assert.equal(secret.length, CANARY.length);
});

test('a secret bound with "using" is wiped at the end of its block, by an error too', () => {
  let view = new Uint8Array();
  assert.throws(() => {
    using secret = SecretBytes.take(canaryBytes());
    view = secret.expose();
    assert.equal(view[0], CANARY.codePointAt(0));
    assert.fail('out of here');
  }, /out of here/u);
  assert.deepEqual(view, new Uint8Array(CANARY.length));
});

test('an empty secret is one too', () => {
  const secret = SecretBytes.take(new Uint8Array());
  assert.equal(secret.length, 0);
  assert.equal(secret.expose().length, 0);
  secret.wipe();
  assert.throws(() => secret.expose(), { code: 'SECRET_WIPED' });
});
