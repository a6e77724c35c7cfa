import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import {
  formatSignedNote,
  MemoryTileStore,
  NoteVerifier,
  noteKey,
  parseSignedNote,
  parseWitnessRequest,
  StoredWitnessMemory,
  TreeHasher,
  type TreeHead,
  Witness,
  type WitnessMemory,
  type WitnessRequest,
} from '../../src/tlog/index.ts';
import { fromHex } from '../crypto/hex.ts';
import { assertRejected } from '../crypto/refusal.ts';
import { keyPair } from './note-keys.ts';
import { checkpointText, slowConsistency, slowHead, someEntries } from './slow-tree.ts';
import { witnessVectors } from './witness-vectors.ts';

const hasher = new TreeHasher(nativeBackend);
const ORIGIN = 'example.com/log';
const log = keyPair(ORIGIN, 'ed25519');
const own = keyPair('w1', 'ml-dsa-44-cosignature');
const entries = someEntries(60);
const forked = entries.with(3, utf8('forked'));

function memory(): StoredWitnessMemory {
  return new StoredWitnessMemory(new MemoryTileStore(), nativeBackend);
}

function witnessWith(kept: WitnessMemory): Witness {
  return new Witness({ hasher, signer: own.signer, memory: kept, logs: new Map([[ORIGIN, [log.verifier]]]) });
}

function request(oldSize: number, size: number, of = entries): WitnessRequest {
  const text = checkpointText(ORIGIN, slowHead(of.slice(0, size)));
  const checkpoint = formatSignedNote({ text, signatures: [log.signer.sign(text, 0)] });
  return { oldSize, proof: oldSize === 0 ? [] : slowConsistency(oldSize, of.slice(0, size)), checkpoint };
}

const STATUS_OF: Readonly<Record<string, number>> = {
  // A published signature was made bad in a bit that Base64 does not use: that is found before the signature is.
  MALFORMED: 403,
  NOTE_UNVERIFIED: 403,
  WITNESS_REFUSED: 403,
  LOG_PROOF_INVALID: 422,
};

test('a witness answers published requests as the witness that they were made for', async () => {
  const { origin, logPublicKey, requests } = witnessVectors;
  const key = new NoteVerifier(nativeBackend, noteKey(nativeBackend, origin, 'ed25519', fromHex(logPublicKey)));
  const logs = new Map([[origin, [key]]]);
  const witness = new Witness({ hasher, signer: own.signer, memory: memory(), logs });
  for (const { body, status, answer } of requests) {
    try {
      const given = await witness.cosign(parseWitnessRequest(utf8(body)), 1_700_000_000);
      if (given.outcome === 'conflict') assert.equal(`== ${JSON.stringify(`${given.size}\n`)}`, answer);
      assert.equal(given.outcome === 'conflict' ? 409 : 200, status);
    } catch (error) {
      assert.ok(isQForgeError(error));
      assert.equal(STATUS_OF[error.code], status, answer);
    }
  }
});

test('a witness cosigns growth, and says where it stands otherwise', async () => {
  const witness = witnessWith(memory());
  for (const [from, to] of [
    [0, 5],
    [5, 5],
    [5, 17],
    [17, 60],
  ] as const) {
    const asked = request(from, to);
    const answer = await witness.cosign(asked, 7);
    assert.ok(answer.outcome === 'cosigned');
    assert.ok(own.verifier.verify(parseSignedNote(asked.checkpoint).text, answer.signature));
  }
  assert.deepEqual(await witness.cosign(request(0, 20), 7), { outcome: 'conflict', size: 60 });
  assert.deepEqual(await witness.cosign(request(17, 60), 7), { outcome: 'conflict', size: 60 });
});

test('a tree that shrank or forked is never cosigned', async () => {
  const witness = witnessWith(memory());
  await witness.cosign(request(0, 20), 7);
  await assertRejected('WITNESS_REFUSED', () => witness.cosign({ ...request(0, 10), oldSize: 20 }, 7));
  await assertRejected('LOG_PROOF_INVALID', () => witness.cosign(request(20, 40, forked), 7));
  await assertRejected('LOG_PROOF_INVALID', () => witness.cosign(request(20, 20, forked), 7));
  await assertRejected('LOG_PROOF_INVALID', () => witness.cosign({ ...request(20, 40), proof: [] }, 7));
  assert.equal((await witness.cosign(request(20, 40), 7)).outcome, 'cosigned');
});

test('only a known log is cosigned, under its own key', async () => {
  const witness = witnessWith(memory());
  const text = checkpointText('example.com/other', slowHead(entries));
  const foreign = formatSignedNote({ text, signatures: [log.signer.sign(text, 0)] });
  await assertRejected('WITNESS_REFUSED', () => witness.cosign({ oldSize: 0, proof: [], checkpoint: foreign }, 7));
  const mine = checkpointText(ORIGIN, slowHead(entries));
  const stranger = keyPair(ORIGIN, 'ed25519').signer;
  const forged = formatSignedNote({ text: mine, signatures: [stranger.sign(mine, 0)] });
  await assertRejected('NOTE_UNVERIFIED', () => witness.cosign({ oldSize: 0, proof: [], checkpoint: forged }, 7));
  await assertRejected('MALFORMED', () => witness.cosign({ oldSize: 0, proof: [], checkpoint: utf8('x') }, 7));
});

test('what a witness cosigned is remembered before the cosignature leaves', async () => {
  const kept = memory();
  const failing: WitnessMemory = {
    last: (origin) => kept.last(origin),
    remember: () => Promise.reject(new RangeError('the disk is full')),
  };
  await assert.rejects(witnessWith(failing).cosign(request(0, 20), 7), RangeError);
  await witnessWith(kept).cosign(request(0, 20), 7);
  // Another process over the same memory, as after a crash: the fork comes too late.
  await assertRejected('LOG_PROOF_INVALID', () => witnessWith(kept).cosign(request(20, 30, forked), 7));
});

test('of two growths that race, one is cosigned and the other told where it stands', async () => {
  const kept = memory();
  const slow: WitnessMemory = {
    last: (origin) => kept.last(origin),
    remember: async (origin: string, head: TreeHead) => {
      await new Promise((resolve) => setImmediate(resolve));
      await kept.remember(origin, head);
    },
  };
  const witness = witnessWith(slow);
  const answers = await Promise.all([witness.cosign(request(0, 9), 7), witness.cosign(request(0, 8), 7)]);
  assert.deepEqual(
    answers.map(({ outcome }) => outcome),
    ['cosigned', 'conflict'],
  );
  assert.equal((await kept.last(ORIGIN))?.size, 9);
});
