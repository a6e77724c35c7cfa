import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { decodeDecided } from '../../../src/validator/journal/decision-journal.ts';
import { until } from '../../validator/node/node-network.ts';
import { verifiableIn, writeVerifiable } from '../../validator/verification/verifiable-fixture.ts';
import { type Ended, User } from '../command-line.ts';

async function json(run: Promise<Ended>): Promise<Record<string, unknown>> {
  const ended = await run;
  assert.equal(ended.code, 0, ended.stderr);
  return JSON.parse(ended.stdout) as Record<string, unknown>;
}

test('from keys to a proof: init, found, run, propose, vote, status, proof, verify', async (t) => {
  const user = new User(t);
  const made = await json(
    user.run([
      'validator',
      'init',
      'solo',
      '--name',
      'solo',
      '--address',
      'tcp://127.0.0.1:7801',
      '--no-passphrase',
      '--json',
    ]),
  );
  assert.equal(made['folder'], 'solo');
  assert.equal(statSync(join(user.home, 'solo', 'vote.key')).mode & 0o777, 0o600);
  const founded = await json(
    user.run(['validator', 'found', 'net', 'solo/card.json', '--out', 'network.json', '--json']),
  );
  assert.deepEqual([founded['validators'], founded['quorum'], founded['approvals']], [1, 1, 1]);
  copyFileSync(join(user.home, 'network.json'), join(user.home, 'solo', 'network.json'));

  const running = user.start(['validator', 'run', 'solo', '--listen', 'tcp://127.0.0.1:0', '--json']);
  await until(() => running.stdout.includes('"listen"'), 'it listens', 60_000);
  const table = await user.run(['validator', 'status', 'solo']);
  assert.match(table.stdout, /^network +net$/mu);
  assert.match(table.stdout, /^solo +tcp:\/\/127\.0\.0\.1:7801 +this$/mu);

  writeFileSync(join(user.home, 'notes'), 'what is new');
  const { proposal } = await json(user.run(['validator', 'propose', 'solo', 'Release 1', 'notes', '--json']));
  assert.ok(typeof proposal === 'string');
  assert.match((await user.run(['validator', 'status', 'solo'])).stdout, /Release 1/u);
  assert.equal((await user.run(['validator', 'vote', 'solo', proposal, 'approve'])).code, 0);
  const again = await user.run(['validator', 'vote', 'solo', proposal, 'reject']);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /did not do it/u);

  const proven = await json(
    user.run(['validator', 'proof', 'solo', proposal, '--out', 'release', '--wait', '60', '--json']),
  );
  assert.deepEqual([proven['outcome'], proven['height']], ['approved', 1]);
  const verify = ['validator', 'verify', 'network.json', 'release.tlog-proof', 'release.decision', '--json'];
  const verified = await json(user.run(verify));
  assert.deepEqual([verified['valid'], verified['title'], verified['signers']], [true, 'Release 1', ['solo']]);
  assert.deepEqual(verified['ballots'], [{ validator: 'solo', verdict: 'approve', methodResults: null }]);
  assert.match(
    (await user.run(verify.slice(0, -1))).stdout,
    /^ballot +solo approve, by hand or program: no method was run$/mu,
  );
  const receipt = readFileSync(join(user.home, 'release.tlog-proof'), 'utf8');
  writeFileSync(join(user.home, 'release.tlog-proof'), receipt.replace('\n1\n', '\n2\n'));
  assert.equal((await user.run(verify)).code, 7);

  running.child.kill('SIGTERM');
  assert.equal((await running.ended).code, 0);
  assert.equal(existsSync(join(user.home, 'solo', 'control.sock')), false);
});

test('rules judge: each method is run, and the ballot names what they found', async (t) => {
  const user = new User(t);
  const sound = await verifiableIn(user.home);
  const paths = writeVerifiable(user.home, sound);
  const checked = await json(user.run(['validator', 'check', paths.rules, paths.content, '--json']));
  assert.deepEqual([checked['passed'], (checked['results'] as unknown[]).length], [true, 5]);
  const changed = join(user.home, 'changed.json');
  writeFileSync(changed, JSON.stringify({ ...sound.content, attachment: 'AAAA' }));
  const refused = await user.run(['validator', 'check', paths.rules, changed]);
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /^IntegrityHash +failed +0\.0000 /mu);
  assert.match(refused.stdout, /^verdict +reject$/mu);

  const init = ['validator', 'init', 'solo', '--name', 'solo', '--address', 'tcp://127.0.0.1:7802', '--no-passphrase'];
  assert.equal((await user.run(init)).code, 0);
  assert.equal((await user.run(['validator', 'found', 'net', 'solo/card.json', '--out', 'solo/network.json'])).code, 0);
  const words = ['validator', 'run', 'solo', '--listen', 'tcp://127.0.0.1:0', '--fast', '--json'];
  const running = user.start([...words, '--verify', paths.rules]);
  await until(() => running.stdout.includes('"listen"'), 'it listens', 60_000);
  const propose = (title: string, path: string): Promise<Record<string, unknown>> =>
    json(user.run(['validator', 'propose', 'solo', title, path, '--wait', '60', '--json']));
  const { proposal, outcome } = await propose('sound', paths.content);
  assert.equal(outcome, 'approved');
  assert.equal((await propose('changed', changed))['outcome'], 'rejected');
  await json(user.run(['validator', 'proof', 'solo', String(proposal), '--out', 'sound', '--wait', '60', '--json']));
  const decided = decodeDecided(new Uint8Array(readFileSync(join(user.home, 'sound.decision'))), nativeBackend);
  assert.equal(decided.block.decision?.ballots[0]?.methodResults, checked['methodResults']);
  const shown = await json(
    user.run(['validator', 'verify', 'solo/network.json', 'sound.tlog-proof', 'sound.decision', '--json']),
  );
  assert.deepEqual(shown['ballots'], [
    { validator: 'solo', verdict: 'approve', methodResults: checked['methodResults'] },
  ]);
  running.child.kill('SIGTERM');
  assert.equal((await running.ended).code, 0);
});

test('what can not be done is said with a stable code', async (t) => {
  const user = new User(t);
  const cases: readonly (readonly [readonly string[], number, string])[] = [
    [['validator', 'init', 'x', '--name', 'x', '--address', 'tcp://a:1'], 3, 'PASSPHRASE_MISSING'],
    [['validator', 'run', 'nowhere'], 6, 'FILE_MISSING'],
    [['validator', 'status', 'nowhere'], 5, 'VALIDATOR_NOT_RUNNING'],
    [['validator', 'found', 'net', 'none.json', '--out', 'n.json'], 6, 'FILE_MISSING'],
    [['validator', 'propose', 'x', 'title', '--heights', 'many'], 2, 'ARGUMENT_INVALID'],
    [['validator', 'verify', 'none.json', 'a', 'b'], 6, 'FILE_MISSING'],
    [['validator', 'check', 'none.json', 'a'], 6, 'FILE_MISSING'],
    [['validator', 'run', 'x', '--verify', 'none.json'], 6, 'FILE_MISSING'],
  ];
  for (const [words, code, name] of cases) {
    const ended = await user.run([...words, '--json']);
    assert.equal(ended.code, code, `${words.join(' ')}: ${ended.stderr}`);
    assert.match(ended.stderr + ended.stdout, new RegExp(name, 'u'));
  }
});

test('a lone validator becomes two by hand, and what a change must not do is refused', async (t) => {
  const user = new User(t);
  for (const [name, port] of [
    ['one', 7811],
    ['two', 7812],
  ] as const) {
    const address = `tcp://127.0.0.1:${port}`;
    assert.equal(
      (await user.run(['validator', 'init', name, '--name', name, '--address', address, '--no-passphrase'])).code,
      0,
    );
  }
  assert.equal((await user.run(['validator', 'found', 'net', 'one/card.json', '--out', 'one/network.json'])).code, 0);
  copyFileSync(join(user.home, 'one/network.json'), join(user.home, 'two/network.json'));
  const run = (name: string): string[] => ['validator', 'run', name, '--fast', '--json', '--audit', `audit-${name}`];
  const [one, two] = [user.start(run('one')), user.start(run('two'))];
  for (const { stdout } of [one, two]) assert.ok(typeof stdout === 'string');
  await until(() => [one, two].every(({ stdout }) => stdout.includes('"listen"')), 'both listen', 60_000);

  const refused = async (words: readonly string[], reason: RegExp): Promise<void> => {
    const ended = await user.run(['validator', 'change', 'one', ...words]);
    assert.notEqual(ended.code, 0, words.join(' '));
    assert.match(ended.stderr, reason);
  };
  await refused([], /changes nothing/u);
  await refused(['--remove', 'one'], /nobody stays/u);
  await refused(['--remove', 'nobody'], /no validator nobody/u);
  await refused(['--add', 'one/card.json'], /is or was in use/u);
  await refused(['--add', 'two/card.json', '--approvals', '1'], /could both be certified/u);
  const trial = await user.run(['validator', 'change', 'one', '--add', 'two/card.json', '--dry-run']);
  assert.match(trial.stdout, /^set +epoch 1: 2 validators, of which 0 may be malicious; quorum 2$/mu);

  const { proposal } = await json(user.run(['validator', 'change', 'one', '--add', 'two/card.json', '--json']));
  assert.ok(typeof proposal === 'string');
  assert.match((await user.run(['validator', 'status', 'one'])).stdout, /two joins \[\+two, 2 validators, quorum 2\]/u);
  assert.equal((await user.run(['validator', 'vote', 'one', proposal, 'approve'])).code, 0);
  // The set of two needs both: the new one may come and vote once the other approves.
  await until(
    async () => (await user.run(['validator', 'vote', 'two', proposal, 'approve'])).code === 0,
    'the new one votes',
    60_000,
  );
  await until(
    async () => (await json(user.run(['validator', 'status', 'one', '--json'])))['height'] !== 1,
    'it is decided',
    60_000,
  );
  const waiting = await user.run(['validator', 'status', 'two']);
  assert.match(waiting.stdout, /^next +epoch 1: 2 validators, from height \d+ on$|^set +epoch 1: 2 validators/mu);
  for (const { child, ended } of [one, two]) {
    child.kill('SIGTERM');
    assert.equal((await ended).code, 0);
  }
  const audit = await user.run(['audit', 'show', 'audit-one']);
  assert.match(audit.stdout, /a change of the validators was decided/u);
});
