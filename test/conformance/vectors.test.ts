import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { isRecord } from './vectors/json-fields.ts';
import { isVectorPath, parseVectorFile, readVectorFolder } from './vectors/vector-folder.ts';
import type { VectorFile } from './vectors/vector-format.ts';
import { summarize } from './vectors/vector-report.ts';
import { type FileReport, runVectorFile } from './vectors/vector-run.ts';

const FOLDER = fileURLToPath(new URL('../../testdata/vectors/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('vectors/main.ts', import.meta.url));
/** The whole of these two runs in the tests of the handshake; here some of it stands for the format. */
const LONG_NOISE_FILES = ['noise/cacophony/cacophony.txt', 'noise/snow/snow.txt'];
const NOISE_STRIDE = 41;

/** How many cases of each file pass on the backends, and how many are unsupported. Everything else would be a failure. */
const expectedCases: Readonly<Record<string, readonly [passed: number, unsupported: number]>> = {
  'acvp/ml-dsa-keygen.json': [3, 0],
  'acvp/ml-dsa-siggen.json': [36, 0],
  'acvp/ml-dsa-sigver.json': [39, 0],
  'acvp/ml-kem-encapdecap.json': [54, 0],
  'acvp/ml-kem-keygen.json': [3, 0],
  'acvp/slh-dsa-keygen.json': [12, 0],
  'acvp/slh-dsa-sigver-internal.json': [10, 0],
  'boringssl/slh-dsa-sha2-128s-internal.json': [3, 0],
  'cctv/accumulated.json': [4, 0],
  'cctv/ed25519.json': [173, 0],
  'cctv/ml-kem-modulus.json': [12, 0],
  'cctv/ml-kem-strcmp.json': [2, 0],
  'cctv/ml-kem-unlucky.json': [2, 0],
  'hpke/hpke-pq.json': [7, 0],
  'hpke/hpke-rfc9180.json': [8, 8],
  'lamps-composite/composite-signatures.json': [2, 0],
  'noble-post-quantum/mlkem768x25519.json': [3, 0],
  'noise/cacophony/cacophony.txt': [24, 0],
  'noise/clatter/hybrid_ik_x25519_mlkem768_aes_sha512.txt': [1, 0],
  'noise/clatter/hybrid_xx_x25519_mlkem768_chacha_sha256.txt': [1, 0],
  'noise/clatter/nq_ik_aes_sha512.txt': [1, 0],
  'noise/clatter/nq_nn_chacha_sha256.txt': [1, 0],
  'noise/clatter/nq_nnpsk2_chacha_sha256.txt': [1, 0],
  'noise/clatter/nq_xx_chacha_sha256.txt': [1, 0],
  'noise/clatter/pq_ik_mlkem768_aes_sha512.txt': [1, 0],
  'noise/clatter/pq_xx_mlkem768_chacha_sha256.txt': [1, 0],
  'noise/libp2p-xxhfs/xxhfs-mlkem768-regenerated.json': [5, 0],
  'noise/libp2p-xxhfs/xxhfs-oldname-hashes.json': [5, 0],
  'noise/snow/snow.txt': [10, 0],
  'wycheproof/aes-gcm.json': [11, 64],
  'wycheproof/c2sp-chunked-encryption-aes-256-gcm.json': [0, 15],
  'wycheproof/chacha20-poly1305.json': [32, 0],
  'wycheproof/ed25519.json': [35, 0],
  'wycheproof/hkdf-sha256.json': [35, 0],
  'wycheproof/hkdf-sha384.json': [13, 0],
  'wycheproof/hkdf-sha512.json': [33, 0],
  'wycheproof/mldsa-44-sign-noseed.json': [9, 0],
  'wycheproof/mldsa-44-sign-seed.json': [9, 0],
  'wycheproof/mldsa-44-verify.json': [6, 0],
  'wycheproof/mldsa-65-sign-noseed.json': [8, 0],
  'wycheproof/mldsa-65-sign-seed.json': [10, 0],
  'wycheproof/mldsa-65-verify.json': [6, 0],
  'wycheproof/mldsa-87-sign-noseed.json': [8, 0],
  'wycheproof/mldsa-87-sign-seed.json': [9, 0],
  'wycheproof/mldsa-87-verify.json': [6, 0],
  'wycheproof/mlkem-1024-encaps.json': [10, 0],
  'wycheproof/mlkem-1024-keygen-seed.json': [1, 0],
  'wycheproof/mlkem-1024-semi-expanded-decaps.json': [5, 0],
  'wycheproof/mlkem-1024.json': [10, 0],
  'wycheproof/mlkem-512-encaps.json': [10, 0],
  'wycheproof/mlkem-512-keygen-seed.json': [1, 0],
  'wycheproof/mlkem-512-semi-expanded-decaps.json': [7, 0],
  'wycheproof/mlkem-512.json': [9, 0],
  'wycheproof/mlkem-768-encaps.json': [10, 0],
  'wycheproof/mlkem-768-keygen-seed.json': [1, 0],
  'wycheproof/mlkem-768-semi-expanded-decaps.json': [5, 0],
  'wycheproof/mlkem-768.json': [11, 0],
  'wycheproof/pbkdf2-hmacsha256.json': [0, 6],
  'wycheproof/x25519.json': [53, 0],
  'x-wing/xwing.json': [2, 0],
};

/** Every fortieth or so handshake of a long file, any other file as it is. */
function shortened(file: VectorFile): VectorFile {
  if (!LONG_NOISE_FILES.includes(file.path)) return file;
  const { vectors } = file.json as { vectors: readonly unknown[] };
  const some = { vectors: vectors.filter((_, index) => index % NOISE_STRIDE === 0) };
  return parseVectorFile(file.path, JSON.stringify(some));
}

const files = (await readVectorFolder(FOLDER)).map(shortened);
const reports: FileReport[] = [];

test('the kept vectors are the expected files', () => {
  assert.deepEqual(files.map(({ path }) => path).sort(), Object.keys(expectedCases).sort());
});

for (const file of files) {
  test(`every vector of ${file.path} comes out`, async () => {
    const report = await runVectorFile(file);
    reports.push(report);
    const unsupported = [...report.unsupported.values()].reduce((sum, cases) => sum + cases, 0);
    assert.deepEqual(report.failures, []);
    assert.deepEqual([report.passed, unsupported], expectedCases[file.path]);
    // Native misses at most what only known answers can do; portable misses what only Web Cryptography does.
    assert.ok((report.byRunner.get('portable') ?? 0) >= report.passed - 3);
  });
}

test('the kept vectors run natively wherever chosen coins and internal interfaces do not forbid it', (t) => {
  const { cases, passed, failed, byBackend } = summarize(reports);
  t.diagnostic(JSON.stringify({ cases, passed, failed, byBackend }));
  assert.equal(failed, 0);
  assert.ok((byBackend['native'] ?? 0) > passed * 0.85);
});

/** A field with an answer in it, in a file of each format. */
const answers: readonly (readonly [file: string, field: string])[] = [
  ['acvp/ml-kem-keygen.json', 'ek'],
  ['acvp/ml-kem-keygen.json', 'dk'],
  ['acvp/ml-kem-encapdecap.json', 'c'],
  ['acvp/ml-kem-encapdecap.json', 'k'],
  ['acvp/ml-dsa-keygen.json', 'pk'],
  ['acvp/ml-dsa-keygen.json', 'sk'],
  ['acvp/ml-dsa-siggen.json', 'signature'],
  ['acvp/ml-dsa-sigver.json', 'signature'],
  ['acvp/slh-dsa-keygen.json', 'pk'],
  ['acvp/slh-dsa-sigver-internal.json', 'signature'],
  ['cctv/accumulated.json', 'ML-KEM-768'],
  ['cctv/ml-kem-strcmp.json', 'K'],
  ['cctv/ml-kem-unlucky.json', 'c'],
  ['hpke/hpke-pq.json', 'pt'],
  ['hpke/hpke-pq.json', 'exported_value'],
  ['hpke/hpke-rfc9180.json', 'shared_secret'],
  ['hpke/hpke-rfc9180.json', 'exported_value'],
  ['noble-post-quantum/mlkem768x25519.json', 'ss'],
  ['x-wing/xwing.json', 'ct'],
  ['noise/cacophony/cacophony.txt', 'handshake_hash'],
  ['noise/snow/snow.txt', 'ciphertext'],
  ['noise/libp2p-xxhfs/xxhfs-mlkem768-regenerated.json', 'cs2_k'],
  ['noise/libp2p-xxhfs/xxhfs-oldname-hashes.json', 'handshake_hash'],
  ['wycheproof/chacha20-poly1305.json', 'tag'],
  ['wycheproof/chacha20-poly1305.json', 'ct'],
  ['wycheproof/ed25519.json', 'sig'],
  ['wycheproof/hkdf-sha384.json', 'okm'],
  ['wycheproof/mldsa-44-sign-noseed.json', 'sig'],
  ['wycheproof/mldsa-65-sign-seed.json', 'sig'],
  ['wycheproof/mldsa-87-verify.json', 'sig'],
  ['wycheproof/mlkem-512-encaps.json', 'K'],
  ['wycheproof/mlkem-768-keygen-seed.json', 'dk'],
  ['wycheproof/mlkem-768-semi-expanded-decaps.json', 'K'],
  ['wycheproof/mlkem-1024.json', 'K'],
  ['wycheproof/x25519.json', 'shared'],
];

/** Another digit at the first place that has the field, in a test with a positive answer. */
function damage(value: unknown, field: string): boolean {
  if (Array.isArray(value)) return value.some((item) => damage(item, field));
  if (!isRecord(value)) return false;
  const fields = value as Record<string, unknown>;
  if (fields['result'] === 'invalid' || fields['testPassed'] === false) return false;
  const digits = fields[field];
  if (typeof digits !== 'string' || digits === '') return Object.values(fields).some((item) => damage(item, field));
  const middle = digits.length >> 1;
  fields[field] = digits.slice(0, middle) + (digits[middle] === '0' ? '1' : '0') + digits.slice(middle + 1);
  return true;
}

/** The file with the first test or vector alone for which `pick` is true, so that the rest is not run again. */
function firstAlone(json: unknown, pick: (item: unknown) => boolean): unknown {
  if (Array.isArray(json)) return json.filter(pick).slice(0, 1);
  if (!isRecord(json)) return json;
  // The accumulated tests of ML-DSA take their time; those of ML-KEM show as much.
  const { numberOfTests: _, mldsa: __, ...rest } = json;
  for (const list of ['testGroups', 'tests', 'vectors']) {
    const items: unknown = rest[list];
    if (!Array.isArray(items)) continue;
    const found: unknown = items.find(pick);
    return { ...rest, [list]: [list === 'testGroups' ? firstAlone(found, pick) : found] };
  }
  return rest;
}

for (const [path, field] of answers) {
  test(`a damaged ${field} in ${path} is a failure`, async () => {
    const file = files.find((candidate) => candidate.path === path);
    assert.ok(file);
    // What can be damaged is tried on a copy.
    const alone = structuredClone(firstAlone(file.json, (item) => damage(structuredClone(item), field)));
    const whole = await runVectorFile(parseVectorFile(path, JSON.stringify(alone)));
    assert.deepEqual(whole.failures, []);
    assert.ok(damage(alone, field));
    const { failures } = await runVectorFile(parseVectorFile(path, JSON.stringify(alone)));
    assert.equal(failures.length, 1);
    assert.match(failures[0]?.reason ?? '', /^(Mismatch|HANDSHAKE_FAILED|CRYPTO_|MALFORMED)/u);
  });
}

test('a damaged message of a text vector is a failure', async () => {
  const file = files.find(({ path }) => path.endsWith('pq_xx_mlkem768_chacha_sha256.txt'));
  assert.ok(file);
  const damaged = file.text.replace(/(transport\[1\] responder: [0-9a-f]{20})./u, '$1x');
  assert.notEqual(damaged, file.text);
  assert.equal((await runVectorFile({ ...file, text: damaged })).failures.length, 1);
});

test('an invalid case that is accepted is a failure', async () => {
  const accepted = [
    { path: 'wycheproof/mlkem-768-encaps.json', expected: /is accepted, expected CRYPTO_/u },
    { path: 'wycheproof/mldsa-65-verify.json', expected: /verification \(native\) is true, expected false/u },
    { path: 'wycheproof/chacha20-poly1305.json', expected: /is accepted, expected CRYPTO_AUTHENTICATION_FAILED/u },
    { path: 'wycheproof/hkdf-sha256.json', expected: /is accepted, expected ARGUMENT_INVALID/u },
  ];
  for (const { path, expected } of accepted) {
    const file = files.find((candidate) => candidate.path === path);
    const alone = firstAlone(file?.json, (item) => JSON.stringify(item).includes('"result":"valid"'));
    const text = JSON.stringify(alone).replace('"result":"valid"', '"result":"invalid"');
    const { failures } = await runVectorFile(parseVectorFile(path, text));
    assert.match(failures[0]?.reason ?? 'no failure', expected);
  }
});

const worthless: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
  ['an empty file', '', /no known format/u],
  ['an empty object', '{}', /no known format/u],
  ['a bare list', '[]', /no known format/u],
  ['a text', 'KAT = 00ff', /no known format/u],
  ['JSON of another kind', '{"name":"qforge","tests":[{"a":1}]}', /no known format/u],
  ['a file without groups', '{"schema":"x","algorithm":"ML-KEM","testGroups":[]}', /holds no case/u],
  ['a file without tests', '{"algorithm":"ML-KEM","mode":"keyGen","testGroups":[{"tests":[]}]}', /holds no case/u],
  ['a file that lost a test', '{"schema":"x","algorithm":"A","numberOfTests":2,"testGroups":[]}', /announces 2 tests/u],
  [
    'a group of an unknown type',
    '{"schema":"x","algorithm":"A","testGroups":[{"type":"B","tests":[{"tcId":1}]}]}',
    /there is no type B/u,
  ],
  [
    'an AEAD that nobody knows',
    '{"schema":"x","algorithm":"A","testGroups":[{"type":"AeadTest","tests":[{"tcId":1}]}]}',
    /there is no AEAD A/u,
  ],
  [
    'a mode that nobody knows',
    '{"algorithm":"ML-DSA","mode":"none","testGroups":[{"tests":[{"tcId":1}]}]}',
    /there is no ML-DSA mode none/u,
  ],
  [
    'a Noise protocol that nobody knows',
    '{"vectors":[{"protocol_name":"Noise_ZZ_25519_AESGCM_SHA256","messages":[]}]}',
    /ARGUMENT_INVALID/u,
  ],
];

for (const [what, text, reason] of worthless) {
  test(`${what} is one failure`, async () => {
    const { passed, failures, unsupported } = await runVectorFile(parseVectorFile('a.json', text));
    assert.deepEqual([passed, failures.length, unsupported.size], [0, 1, 0]);
    assert.match(failures[0]?.reason ?? '', reason);
  });
}

test('licences and notes are no vector files, everything else is', () => {
  for (const path of ['LICENSE', 'a/LICENSE-MIT', 'NOTICE', 'a/SOURCES.md', 'licences/a.txt', 'a/.hidden/b.json']) {
    assert.ok(!isVectorPath(path), path);
  }
  for (const path of ['a.json', 'noise/a.txt', 'a/b.rsp', 'licence/a.json']) assert.ok(isVectorPath(path), path);
});

/** Runs the program on a folder that holds these files. */
function runProgram(contents: Readonly<Record<string, string>>, ...options: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-vectors-'));
  try {
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
    return spawnSync(execPath, [PROGRAM, folder, ...options], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the program prints one JSON object and ends with 0 when nothing failed', () => {
  const text = readFileSync(join(FOLDER, 'x-wing/xwing.json'), 'utf8');
  const { status, stdout } = runProgram({ 'xwing.json': text, LICENSE: 'free' }, '--json');
  const summary = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual(summary, {
    files: 1,
    cases: 2,
    passed: 2,
    failed: 0,
    unsupported: [],
    byBackend: { native: 2, portable: 2 },
    failures: [],
  });
  assert.equal(status, 0);
});

test('the program names what it cannot run, and ends with 1 when something failed', () => {
  const text = readFileSync(join(FOLDER, 'wycheproof/pbkdf2-hmacsha256.json'), 'utf8');
  const { status, stdout } = runProgram({ 'a.json': text, 'b.json': '{' }, '--json');
  const summary = JSON.parse(stdout) as { cases: number; passed: number; failed: number; unsupported: unknown[] };
  assert.deepEqual([summary.cases, summary.passed, summary.failed, summary.unsupported.length], [7, 0, 1, 1]);
  assert.equal(status, 1);
});

test('a folder without vectors is a failure, and so is a missing one', () => {
  const { status, stdout } = runProgram({ LICENSE: 'free' });
  assert.match(stdout, /FAILED.*no vector file/u);
  assert.equal(status, 1);
  const missing = spawnSync(execPath, [PROGRAM, join(tmpdir(), 'qforge-no-such-folder')], { encoding: 'utf8' });
  assert.match(missing.stdout, /FAILED.*no vector file/u);
  assert.equal(missing.status, 1);
});

test('the program explains itself when it is not understood', () => {
  for (const options of [[], ['a', 'b'], ['a', '--unknown']]) {
    const { status, stdout, stderr } = spawnSync(execPath, [PROGRAM, ...options], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /usage: npm run -s vectors/u);
  }
});
