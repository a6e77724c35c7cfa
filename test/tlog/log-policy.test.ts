import assert from 'node:assert/strict';
import test from 'node:test';
import { formatSignedNote, type LogPolicy, openCheckpoint } from '../../src/tlog/index.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { keyPair } from './note-keys.ts';
import { checkpointText, slowHead, someEntries } from './slow-tree.ts';

const log = keyPair('example.com/log', 'ed25519');
const witnesses = ['w1', 'w2', 'w3', 'w4'].map((name) => keyPair(name, 'ml-dsa-44-cosignature'));
const text = checkpointText('example.com/log', slowHead(someEntries(9)));
const verifiers = witnesses.map(({ verifier }) => verifier);
const policy: LogPolicy = {
  origin: 'example.com/log',
  logKeys: [log.verifier],
  witnesses: verifiers,
  threshold: 3,
};

function signedBy(signers: readonly (typeof log)[], over = text): Uint8Array {
  return formatSignedNote({ text: over, signatures: signers.map(({ signer }) => signer.sign(over, 7)) });
}

test('a checkpoint of the log that enough witnesses cosigned is believed', () => {
  const checkpoint = openCheckpoint(signedBy([log, ...witnesses.slice(1)]), policy);
  assert.equal(checkpoint.size, 9);
  assert.equal(checkpoint.note.signedBy.length, 4);
});

test('too few witnesses, no log, or another log are not', () => {
  const refused = (note: Uint8Array) => assertRefused('NOTE_UNVERIFIED', () => openCheckpoint(note, policy));
  refused(signedBy([log, ...witnesses.slice(2)]));
  refused(signedBy(witnesses));
  refused(signedBy([log]));
  refused(signedBy([log, ...witnesses], checkpointText('example.com/other', slowHead(someEntries(9)))));
  const [first] = witnesses;
  assert.ok(first !== undefined);
  refused(signedBy([log, first, first, first]));
});

test('a witness that is listed twice, or under two keys, counts once', () => {
  const again = keyPair('w1', 'ml-dsa-44-cosignature');
  const [first] = witnesses;
  assert.ok(first !== undefined);
  const greedy = { ...policy, witnesses: [first.verifier, first.verifier, again.verifier], threshold: 2 };
  assertRefused('NOTE_UNVERIFIED', () => openCheckpoint(signedBy([log, first, again]), greedy));
});

test('witnesses alone can be the log, but somebody must be', () => {
  const quorum = { ...policy, logKeys: [] };
  assert.equal(openCheckpoint(signedBy(witnesses.slice(0, 3)), quorum).size, 9);
  assertRefused('ASSERTION_FAILED', () => openCheckpoint(signedBy(witnesses), { ...quorum, threshold: 0 }));
});
