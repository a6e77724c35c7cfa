import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isPeerId } from '../../../src/client/index.ts';
import { until } from '../../until.ts';
import { assertFailure, onlyDocument, type StartOptions, User } from '../command-line.ts';

/** A user whose demonstrations work in a folder that the test can look into. */
function userWithStage(t: TestContext): { user: User; stage: string; options: StartOptions } {
  const user = new User(t);
  const stage = join(user.home, 'stage');
  mkdirSync(stage, { mode: 0o700 });
  return { user, stage, options: { env: { TMPDIR: stage } } };
}

/** Whether a process is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Process numbers of the participants of running demonstrations, by their sockets. */
function participantsOf(user: User): readonly number[] {
  return readdirSync(join(user.home, 'run', 'qforge')).map((name) => Number(/\d+/u.exec(name)?.[0]));
}

describe('qforge demo', () => {
  test('lets two processes meet and exchange messages and a file, and leaves nothing behind', async (t) => {
    const { user, stage, options } = userWithStage(t);
    const file = join(user.home, 'film.bin');
    writeFileSync(file, Buffer.alloc(5_000_000, 'film'));
    const ended = await user.run(['demo', '--json', file], options);
    assert.equal(ended.code, 0, ended.stderr);
    const document = onlyDocument(ended) as unknown as {
      ok: boolean;
      participants: { name: string; peerId: string; pid: number }[];
      channel: { suite: string; securityLevel: string; quantumKeys: string; handshakeMs: number };
      warmHandshakeMs: number;
      qkd: { simulated: boolean; policy: string; keysUsed: number; qber: number; secretKeyRate: number };
      messages: { acknowledged: number; p50RoundTripMs: number; p99RoundTripMs: number };
      bulk: { bytes: number; durationMs: number; bytesPerSecond: number };
      file: { sent: unknown; received: unknown; isSame: boolean; bytesPerSecond: number };
    };
    assert.equal(document.ok, true);
    assert.deepEqual(document.participants.map(({ name }) => name).toSorted(), ['alice', 'bob']);
    assert.ok(document.participants.every(({ peerId }) => isPeerId(peerId)));
    assert.equal(new Set(document.participants.map(({ pid }) => pid)).size, 2);
    assert.ok(document.participants.every(({ pid }) => !isAlive(pid)));
    assert.equal(document.channel.suite, 'X25519+ML-KEM-768/AES-256-GCM/SHA-512');
    assert.equal(document.channel.quantumKeys, 'simulated');
    // One key for the first channel, and one for each of the ten that measure the handshake.
    assert.deepEqual([document.qkd.simulated, document.qkd.policy, document.qkd.keysUsed], [true, 'require-both', 11]);
    assert.ok(document.qkd.qber > 0 && document.qkd.qber < 0.11 && document.qkd.secretKeyRate > 0);
    assert.ok(document.channel.handshakeMs > 0 && document.warmHandshakeMs > 0);
    assert.ok(document.messages.acknowledged > 0);
    assert.ok(document.messages.p50RoundTripMs <= document.messages.p99RoundTripMs);
    assert.ok(Math.abs(document.bulk.bytesPerSecond - (document.bulk.bytes / document.bulk.durationMs) * 1000) < 1);
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    assert.deepEqual(document.file.sent, { bytes: 5_000_000, sha256: digest });
    assert.deepEqual(document.file.received, document.file.sent);
    assert.deepEqual(readdirSync(stage), []);
    assert.deepEqual(participantsOf(user), []);
  });

  test('without a terminal ends by itself, with one table', async (t) => {
    const { user, options } = userWithStage(t);
    const { code, stdout, stderr } = await user.run(['demo'], options);
    assert.equal(code, 0, stderr);
    const names = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('  ')[0]);
    assert.deepEqual(names, [
      'bob',
      'alice',
      'suite',
      'security level',
      'QKD',
      'key policy',
      'QKD link',
      'key rate',
      'handshake',
      'messages',
      'throughput',
      'file',
      'SHA-256',
    ]);
    assert.match(stdout, /QKD +simulated: no security, for tests only/u);
    assert.match(stdout, /SHA-256 +ok, [0-9a-f]{64}/u);
    assert.match(stdout, /README\.md/u);
  });

  test('fails before anything starts when there is no such file', async (t) => {
    const { user, stage, options } = userWithStage(t);
    assertFailure(await user.run(['demo', join(user.home, 'missing')], options), 'FILE_MISSING');
    assert.deepEqual(readdirSync(stage), []);
  });

  test('leaves no process and no folder behind when it is killed in the middle', async (t) => {
    const { user, stage, options } = userWithStage(t);
    const demo = user.start(['demo'], { ...options, stdin: 'ignore' });
    await demo.printed(/alice sends messages/u, 'stderr');
    const pids = participantsOf(user);
    assert.equal(pids.length, 2);
    demo.child.kill('SIGKILL');
    // Their end is what is waited for: a participant that stays lets the test run into its limit.
    await until(() => !pids.some(isAlive) && readdirSync(stage).length === 0, {
      found: () => [pids.filter(isAlive), readdirSync(stage)],
    });
    assert.deepEqual(participantsOf(user), []);
    await demo.ended;
  });

  test('ends in order on Ctrl-C, with 130 before the table', async (t) => {
    const { user, stage, options } = userWithStage(t);
    const demo = user.start(['demo'], { ...options, stdin: 'ignore' });
    await demo.printed(/alice sends messages/u, 'stderr');
    const pids = participantsOf(user);
    const { code, stdout } = await demo.end('SIGINT');
    assert.equal(code, 130);
    assert.equal(stdout, '');
    assert.ok(!pids.some(isAlive));
    assert.deepEqual(readdirSync(stage), []);
  });

  test('fails when a participant dies', async (t) => {
    const { user, stage, options } = userWithStage(t);
    const demo = user.start(['demo'], { ...options, stdin: 'ignore' });
    await demo.printed(/alice sends messages/u, 'stderr');
    const [pid = 0] = participantsOf(user);
    process.kill(pid, 'SIGKILL');
    assertFailure(await demo.ended, 'DEMO_FAILED');
    assert.deepEqual(readdirSync(stage), []);
  });
});
