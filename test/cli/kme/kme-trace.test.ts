import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Logger, silentMetrics, systemClock } from '../../../src/base/index.ts';
import { readKmeStatus } from '../../../src/cli/kme/kme-service.ts';
import { WatchedKeySource } from '../../../src/client/watched-key-source.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  GuardedKeySource,
  type NetworkFiles,
  openKmeKeySource,
  readKmeAccess,
  readTlsCredentials,
  writeNetworkFiles,
} from '../../../src/qkd/index.ts';
import { freePorts } from '../../free-ports.ts';
import { RecordingLogger } from '../../resilience/recording-sinks.ts';
import { until } from '../../until.ts';
import { type RunningCommand, User } from '../command-line.ts';

interface Served {
  readonly files: NetworkFiles;
  readonly accessOf: (sae: string) => string;
  /** What each key manager has logged, by its ID, once both have ended. */
  readonly logs: () => Promise<Readonly<Record<'kme-a' | 'kme-b', readonly LoggedLine[]>>>;
}

interface LoggedLine {
  readonly message: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

/** Two key managers, each a process of its own with a log of its own. */
async function served(t: TestContext): Promise<Served> {
  const user = new User(t);
  const [first = 0, second = 0] = await freePorts(2);
  const plan = {
    kmes: [
      { id: 'kme-a', port: first, saes: ['alice'] },
      { id: 'kme-b', port: second, saes: ['bob'] },
    ],
    links: [['kme-a', 'kme-b']] as const,
    link: { distanceKm: 5, pulseRateHz: 1e9 },
    maxKeyCount: 20,
  };
  const files = await writeNetworkFiles(join(user.home, 'qkd'), plan, systemClock.wallMs());
  const running: RunningCommand[] = [];
  const logOf = (id: string): string => join(user.home, `${id}.log`);
  for (const { id, config } of files.kmes.toReversed()) {
    const command = user.start(['kme', 'serve', '--config', config, '--json', '--log-file', logOf(id)], {
      stdin: 'ignore',
    });
    t.after(() => command.child.kill('SIGKILL'));
    await command.printed(/\n/u);
    running.push(command);
  }
  const accessOf = (sae: string): string => files.saes.find(({ id }) => id === sae)?.access ?? '';
  await until(async () => (await readKmeStatus(accessOf('alice'), 'bob')).storedKeyCount > 0);
  const logs = async () => {
    for (const command of running) await command.end('SIGTERM');
    const read = (id: string): readonly LoggedLine[] =>
      readFileSync(logOf(id), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as LoggedLine);
    return { 'kme-a': read('kme-a'), 'kme-b': read('kme-b') };
  };
  return { files, accessOf, logs };
}

/** Keys of an end, as a client takes them. */
async function sourceOf(access: string, logger: Logger): Promise<WatchedKeySource> {
  const { random } = nativeBackend;
  const sinks = { logger, metrics: silentMetrics, random };
  const source = await GuardedKeySource.create(await openKmeKeySource(access, systemClock), {
    clock: systemClock,
    ...sinks,
  });
  return new WatchedKeySource(source, sinks);
}

test('a key has one trace in three processes: who took it, its key manager, and that of the other end', async (t) => {
  const { accessOf, logs } = await served(t);
  const recorded = new RecordingLogger();
  const alice = await sourceOf(accessOf('alice'), recorded);
  const bob = await sourceOf(accessOf('bob'), recorded);
  const { keyId } = await alice.nextKey('bob');
  await alice.nextKey('bob');
  await bob.keyById('alice', keyId);
  const [first, second, third] = recorded.entries.map(({ fields }) => String(fields?.['traceId']));
  assert.equal(new Set([first, second, third]).size, 3, 'each key that is taken is work of its own');
  const { 'kme-a': atA, 'kme-b': atB } = await logs();
  const about = (lines: readonly LoggedLine[], trace: string | undefined): readonly LoggedLine[] =>
    lines.filter(({ trace_id: id }) => id === trace);
  for (const trace of [first, second]) {
    const [near, far] = [about(atA, trace), about(atB, trace)];
    assert.ok(near.length > 0 && far.length > 0, `${near.length} lines at kme-a, ${far.length} at kme-b`);
    assert.ok(far.some(({ message }) => message === 'keys assigned'));
    const spans = new Set([...near, ...far].map(({ span_id: span }) => span));
    assert.equal(spans.size, 2, 'each process has a part of its own');
  }
  assert.deepEqual([about(atA, third).length, about(atB, third).length > 0], [0, true]);
});

test('a header that is no trace context is ignored, and a new trace begins', async (t) => {
  const { accessOf, logs } = await served(t);
  const { url, tls: paths } = await readKmeAccess(accessOf('alice'));
  const tls = await readTlsCredentials(paths);
  const statusOf = (traceparent: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { certificatePem: cert, privateKeyPem: key, authorityPem: ca } = tls;
      const path = '/api/v1/keys/bob/enc_keys';
      const call = request(url, { path, cert, key, ca, agent: false, headers: { traceparent } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      call.on('error', reject).end();
    });
  const zero = `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`;
  for (const header of [zero, 'x'.repeat(600), `00-${'A'.repeat(32)}-${'1'.repeat(16)}-01`])
    assert.equal(await statusOf(header), 200);
  const { 'kme-a': lines } = await logs();
  const traces = lines.flatMap(({ trace_id: id }) => (id === undefined ? [] : [id]));
  assert.ok(new Set(traces).size >= 3);
  assert.ok(traces.every((trace) => /^[0-9a-f]{32}$/u.test(trace) && !/^0+$/u.test(trace)));
});
