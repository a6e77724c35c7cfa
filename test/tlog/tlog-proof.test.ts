import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import {
  formatSignedNote,
  formatTlogProof,
  type LogPolicy,
  MemoryTileStore,
  parseTlogProof,
  TiledLog,
  type TlogProof,
  TreeHasher,
  verifyTlogProof,
} from '../../src/tlog/index.ts';
import { flipped } from '../crypto/damage.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { keyPair } from './note-keys.ts';
import { checkpointText, someEntries } from './slow-tree.ts';

const hasher = new TreeHasher(nativeBackend);
const entries = someEntries(300);
const witness = keyPair('w1', 'ed25519-cosignature');
const policy: LogPolicy = { origin: 'example.com/log', logKeys: [], witnesses: [witness.verifier], threshold: 1 };

async function receipt(index: number, extra?: Uint8Array): Promise<TlogProof> {
  const log = TiledLog.empty(new MemoryTileStore(), hasher);
  const text = checkpointText('example.com/log', await log.append(entries));
  const checkpoint = formatSignedNote({ text, signatures: [witness.signer.sign(text, 9)] });
  return { ...(extra === undefined ? {} : { extra }), index, proof: await log.proveInclusion(index), checkpoint };
}

test('a receipt is laid out as C2SP tlog-proof says, and comes back', async () => {
  const plain = await receipt(299);
  const lines = new TextDecoder().decode(formatTlogProof(plain)).split('\n');
  assert.deepEqual(lines.slice(0, 2), ['c2sp.org/tlog-proof@v1', 'index 299']);
  assert.equal(lines[2 + plain.proof.length], '');
  assert.deepEqual(lines.slice(3 + plain.proof.length, 5 + plain.proof.length), ['example.com/log', '300']);
  assert.deepEqual(parseTlogProof(formatTlogProof(plain)), plain);
  const more = await receipt(0, utf8('more'));
  assert.equal(new TextDecoder().decode(formatTlogProof(more)).split('\n')[1], 'extra bW9yZQ==');
  assert.deepEqual(parseTlogProof(formatTlogProof(more)), more);
});

test('a receipt is good for its entry alone', async () => {
  const proof = await receipt(17);
  const checkpoint = verifyTlogProof(hasher, proof, entries[17] ?? new Uint8Array(), policy);
  assert.equal(checkpoint.size, 300);
  const check =
    (other: TlogProof, entry = entries[17]) =>
    () =>
      verifyTlogProof(hasher, other, entry ?? utf8(''), policy);
  assertRefused('LOG_PROOF_INVALID', check(proof, entries[18]));
  assertRefused('LOG_PROOF_INVALID', check({ ...proof, index: 18 }));
  assertRefused('LOG_PROOF_INVALID', check({ ...proof, proof: proof.proof.slice(1) }));
  assertRefused('NOTE_UNVERIFIED', () =>
    verifyTlogProof(hasher, proof, entries[17] ?? utf8(''), { ...policy, origin: 'example.com/other' }),
  );
});

test('no changed byte of a receipt leaves it good', async () => {
  const bytes = formatTlogProof(await receipt(255));
  for (let index = 0; index < bytes.length; index++) {
    assert.throws(() => {
      const parsed = parseTlogProof(flipped(bytes, index, 1 << (index % 7)));
      verifyTlogProof(hasher, parsed, entries[255] ?? utf8(''), policy);
    }, `byte ${index}`);
  }
});

test('what is no receipt is refused', () => {
  const head = 'c2sp.org/tlog-proof@v1\n';
  const hash = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const bad = [
    '',
    head,
    `${head}index 0\n`,
    `c2sp.org/tlog-proof@v2\nindex 0\n\nx`,
    `${head}index\n\nx`,
    `${head}index 00\n\nx`,
    `${head}extra \n\nx`,
    `${head}extra !\nindex 0\n\nx`,
    `${head}index 0\nAAAA\n\nx`,
    `${head}index 0\n${hash.repeat(64)}\nx`,
    `${head}index 0\nextra AAAA\n\nx`,
  ];
  for (const text of bad) assertRefused('MALFORMED', () => parseTlogProof(utf8(text)));
  assertRefused('MALFORMED', () => parseTlogProof(Uint8Array.of(0xff, 0xfe)));
  assertRefused('MALFORMED', () => parseTlogProof(new Uint8Array(3_000_000)));
  assert.equal(parseTlogProof(utf8(`${head}index 0\n${hash.repeat(63)}\nx`)).proof.length, 63);
});
