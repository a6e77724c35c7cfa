import assert from 'node:assert/strict';
import test from 'node:test';
import { NO_METHOD_RESULTS } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { type RulesVerdict, readVerificationRules, rulesPolicy, verifyByRules } from '../../../src/validator/index.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';
import { fixtureOf, proposalOn } from '../consensus-fixture.ts';
import { type Verifiable, verifiableIn, writeVerifiable } from './verifiable-fixture.ts';

type Change = (content: Record<string, unknown>) => Record<string, unknown>;

async function verdictOn(folder: string, sound: Verifiable, change: Change): Promise<RulesVerdict> {
  const paths = writeVerifiable(folder, sound);
  return verifyByRules(bytesOf(change(sound.content)), await readVerificationRules(paths.rules));
}

function bytesOf(content: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(content));
}

const flipped = (text: unknown): string => {
  const bytes = Buffer.from(String(text), 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString('base64');
};

test('every method is run, and each one alone spoils the verdict', async (t) => {
  const folder = temporaryFolder(t);
  const sound = await verifiableIn(folder);
  const verdict = await verdictOn(folder, sound, (content) => content);
  assert.deepEqual(
    verdict.results.map(({ method, passed }) => [method, passed]),
    [
      ['CryptographicSignature', true],
      ['IntegrityHash', true],
      ['QuantumResistant', true],
      ['QuantumState', true],
      ['ConsensusValidation', true],
    ],
  );
  assert.ok(verdict.passed && verdict.confidence > 0.99 && verdict.confidence < 1);

  const { signatures } = sound.content as { signatures: Record<string, string> };
  const spoilt: readonly (readonly [string, Change])[] = [
    [
      'CryptographicSignature',
      (content) => ({
        ...content,
        signatures: { ...signatures, CryptographicSignature: flipped(signatures['CryptographicSignature']) },
      }),
    ],
    [
      'QuantumResistant',
      (content) => ({
        ...content,
        signatures: { ...signatures, QuantumResistant: flipped(signatures['QuantumResistant']) },
      }),
    ],
    ['IntegrityHash', (content) => ({ ...content, attachment: flipped(content['attachment']) })],
    ['ConsensusValidation', (content) => ({ ...content, decision: flipped(content['decision']) })],
  ];
  for (const [method, change] of spoilt) {
    const { results, passed, methodResults } = await verdictOn(folder, sound, change);
    assert.deepEqual(
      results.filter((result) => !result.passed).map((result) => result.method),
      [method],
    );
    assert.equal(passed, false);
    assert.notEqual(methodResults, verdict.methodResults);
  }
  const unsigned = await verdictOn(folder, sound, (content) => ({ ...content, signatures: {} }));
  assert.equal(unsigned.passed, false, 'a method without a claim has not passed');
  const strict = {
    ...sound,
    rules: { ...sound.rules, methods: { ...(sound.rules['methods'] as object), QuantumState: { threshold: 2.8 } } },
  };
  assert.equal(
    (await verdictOn(folder, strict, (content) => content)).passed,
    false,
    'S is 2.8 only at the middle of the interval',
  );
});

test('some of the methods can be enough, and several factors be asked for', async (t) => {
  const folder = temporaryFolder(t);
  const sound = await verifiableIn(folder);
  const withPolicy = (rules: object): Verifiable => ({ ...sound, rules: { ...sound.rules, ...rules } });
  const noDecision: Change = (content) => ({ ...content, decision: undefined });
  assert.equal((await verdictOn(folder, sound, noDecision)).passed, false);
  assert.equal((await verdictOn(folder, withPolicy({ policy: { atLeast: 4 } }), noDecision)).passed, true);
  const factors = withPolicy({ policy: { atLeast: 2 }, multiFactor: { atLeast: 5 } });
  const { passed, results } = await verdictOn(folder, factors, noDecision);
  assert.deepEqual([passed, results.at(-1)?.method, results.at(-1)?.passed], [false, 'MultiFactor', false]);
});

test('a validator approves what its rules are met by, under the digest of the results, and rejects the rest', async (t) => {
  const folder = temporaryFolder(t);
  const sound = await verifiableIn(folder);
  const paths = writeVerifiable(folder, sound);
  const rules = await readVerificationRules(paths.rules);
  const policy = rulesPolicy(rules);
  const proposal = proposalOn(fixtureOf(1), 't');
  const { methodResults } = await verifyByRules(bytesOf(sound.content), rules);
  assert.notEqual(methodResults, NO_METHOD_RESULTS);
  assert.deepEqual(await policy({ ...proposal, content: bytesOf(sound.content) }), {
    verdict: 'approve',
    methodResults,
  });
  const changed = await policy({ ...proposal, content: bytesOf({ ...sound.content, attachment: 'AAAA' }) });
  assert.equal(typeof changed === 'object' && changed.verdict, 'reject');
  assert.equal(await policy(proposal), 'reject', 'no content for rules');
  assert.equal(await policy({ ...proposal, kind: 'validator-set' }), undefined);
});

test('content that is none, and a decision about something else, are told apart from what fails', async (t) => {
  const folder = temporaryFolder(t);
  const sound = await verifiableIn(folder);
  const said = (statement: unknown): string => Buffer.from(JSON.stringify(statement)).toString('base64');
  const other = said({ subject: 'another' });
  const changes: readonly Change[] = [
    () => ({}),
    (content) => ({ ...content, version: 2 }),
    (content) => ({ ...content, statement: 5 }),
    (content) => ({ ...content, statement: other }),
    (content) => ({ ...content, signatures: 'x' }),
    (content) => ({ ...content, signatures: null }),
    (content) => ({ ...content, statement: said({ digest: null }) }),
    (content) => ({ ...content, statement: said({ quantumState: null }) }),
    (content) => ({ ...content, statement: said({ quantumState: { kind: 'chsh', ab: null } }) }),
    (content) => ({ ...content, statement: said(null) }),
    (content) => ({ ...content, decision: 'AAAA' }),
  ];
  for (const change of changes) await assertRejected('MALFORMED', () => verdictOn(folder, sound, change));
  const rules = await readVerificationRules(writeVerifiable(folder, sound).rules, nativeBackend);
  await assertRejected('MALFORMED', () => verifyByRules(Uint8Array.of(1, 2), rules));
});
