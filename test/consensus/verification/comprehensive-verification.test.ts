import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { systemClock } from '../../../src/base/index.ts';
import { certify } from '../../../src/consensus/ballots/ballot-certificate.ts';
import {
  comprehensiveVerify,
  type VerificationRequest,
} from '../../../src/consensus/verification/comprehensive-verification.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { ballotOf, castOf, keyOf, proposalOf } from '../cast.ts';

const cast = castOf(4);
const proposal = proposalOf(cast);
const tools = { backend: nativeBackend, clock: systemClock };
const message = Buffer.from('release 1.0');
const key = keyOf(7);
const claim = { suite: 'ML-DSA-65', publicKey: key.publicKey.bytes, message, signature: key.sign(message) } as const;
const digest = createHash('sha3-256').update(message).digest();
const certificate = certify(
  [0, 1, 2].map((validator) => ballotOf(cast, validator, proposal.id)),
  cast.set,
);
assert.ok(certificate !== undefined);

const everything: VerificationRequest = {
  signature: claim,
  integrity: { algorithm: 'SHA3-256', content: message, digest },
  quantumResistance: claim,
  quantumState: { evidence: { kind: 'qkd-session', comparedBits: 5000, errors: 150 } },
  consensus: { kind: 'ballots', certificate, proposalId: proposal.id, set: cast.set, chainId: cast.genesis.chainId },
  multiFactor: { atLeast: 4 },
};

test('comprehensive verification runs all six methods, each with its own result, time and reason', async () => {
  const verification = await comprehensiveVerify(everything, tools);
  assert.deepEqual(
    verification.results.map(({ method }) => method),
    [
      'CryptographicSignature',
      'IntegrityHash',
      'QuantumResistant',
      'QuantumState',
      'ConsensusValidation',
      'MultiFactor',
    ],
  );
  assert.ok(verification.passed);
  for (const { passed, reason, timeMs, confidence } of verification.results) {
    assert.ok(passed && reason !== '' && timeMs >= 0 && confidence > 0, reason);
  }
  // Three certain ones, the QKD session at 0.999 and 2 of 3 honest validators.
  assert.ok(Math.abs(verification.confidence - 0.999 * (2 / 3)) < 1e-9);
});

test('one method that fails is enough to fail, and is named', async () => {
  const broken: [keyof VerificationRequest, VerificationRequest][] = [
    ['signature', { ...everything, signature: { ...claim, message: Buffer.from('other') } }],
    ['integrity', { ...everything, integrity: { algorithm: 'SHA-256', content: message, digest } }],
    ['quantumResistance', { ...everything, quantumResistance: { ...claim, suite: 'Ed25519' } }],
    [
      'quantumState',
      { ...everything, quantumState: { evidence: { kind: 'qkd-session', comparedBits: 10, errors: 0 } } },
    ],
  ];
  for (const [name, request] of broken) {
    const { passed, confidence, results } = await comprehensiveVerify(request, tools);
    assert.deepEqual([passed, confidence], [false, 0], name);
    assert.equal(results.filter((result) => !result.passed).length, 1, name);
  }
});

test('a policy may ask for fewer, and MultiFactor for more', async () => {
  const request = { ...everything, integrity: { algorithm: 'SHA-256', content: message, digest } as const };
  assert.ok((await comprehensiveVerify(request, tools, { atLeast: 4 })).passed);
  assert.ok(!(await comprehensiveVerify({ ...request, multiFactor: 'all' }, tools, { atLeast: 4 })).passed);
});

test('methods run side by side: what comes in between does not wait for all of them', async () => {
  const running = comprehensiveVerify(everything, tools);
  let [turns, isDone] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isDone) systemClock.schedule(0, count);
  };
  count();
  await running;
  isDone = true;
  assert.ok(turns > 1);
});

test('a method that breaks down counts as failed, and the others go on', async () => {
  const message = {
    get length(): number {
      throw new TypeError('no bytes');
    },
  } as unknown as Uint8Array;
  const { results, passed } = await comprehensiveVerify(
    { ...everything, integrity: { algorithm: 'SHA-256', content: message, digest } },
    tools,
  );
  assert.ok(!passed);
  assert.equal(results.filter((result) => result.passed).length, 5);
});

test('a request without a claim is refused: there is nothing to pass', async () => {
  await assert.rejects(comprehensiveVerify({}, tools), { code: 'ARGUMENT_INVALID' });
});
