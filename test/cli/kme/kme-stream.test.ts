import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../../src/base/index.ts';
import { takeStream } from '../../../src/cli/kme/kme-stream.ts';
import { temporaryFolder } from '../../daemon/temporary-folder.ts';
import { ScriptedKme } from '../../qkd/etsi/scripted-kme.ts';

const ID = '0123abcd-0000-4000-8000-000000000001';
const QOS = { key_chunk_size: 64 };

interface Call {
  readonly name: string;
  readonly body: Record<string, unknown>;
}

/** A key manager that answers each call with the next of its answers, and the last one again. */
interface Scripted {
  readonly calls: readonly Call[];
  readonly access: string;
}

async function scripted(t: TestContext, answers: Readonly<Record<string, readonly object[]>>): Promise<Scripted> {
  const calls: Call[] = [];
  const kme = await ScriptedKme.start(t, (request, response) => {
    void text(request).then((body) => {
      const name = request.url?.split('/').at(-1) ?? '';
      const earlier = calls.filter((call) => call.name === name).length;
      calls.push({ name, body: JSON.parse(body) as Record<string, unknown> });
      const all = answers[name] ?? [{ status: 0 }];
      response.end(JSON.stringify(all[Math.min(earlier, all.length - 1)]));
    });
  });
  const folder = temporaryFolder(t);
  const { certificatePem, privateKeyPem, authorityPem } = kme.access.tls;
  const files = { certificate: certificatePem, privateKey: privateKeyPem, authority: authorityPem };
  for (const [name, pem] of Object.entries(files)) writeFileSync(join(folder, name), pem, { mode: 0o600 });
  const tls = { certificate: 'certificate', privateKey: 'privateKey', authority: 'authority' };
  const access = join(folder, 'alice.kme.json');
  writeFileSync(access, JSON.stringify({ url: kme.access.url, sae: 'alice', fingerprint: kme.fingerprint, tls }));
  return { calls, access };
}

const opened = (status: number, qos: object = {}): object => ({ status, key_stream_id: ID, qos });
const chunk = (index: number): object => ({
  status: 0,
  index,
  key_buffer: Buffer.from(`key ${index}`).toString('base64'),
  metadata: { size: 18, buffer: '{"simulated":true}' },
});
const hashOf = (index: number): string => createHash('sha256').update(`key ${index}`).digest('hex');

/** What the command shows of a stream of two chunks. */
async function taken(access: string, signal = new AbortController().signal): Promise<readonly string[]> {
  const lines: string[] = [];
  await takeStream(
    { access, peer: 'bob', streamId: ID, chunks: 2, signal },
    {
      opened: (id) => lines.push(`opened ${id}`),
      taken: ({ index, sha256 }) => lines.push(`${index} ${sha256}`),
      waiting: (meaning) => lines.push(`waiting: ${meaning}`),
    },
  );
  return lines;
}

const names = ({ calls }: Scripted): readonly string[] => calls.map(({ name }) => name);
const code = (name: ErrorCode, reason: RegExp) => (error: unknown) =>
  isQForgeError(error, name) && reason.test(error.message);

describe('a key stream taken at the command line', () => {
  test('is open whether the peer is there or not yet', async (t) => {
    for (const status of [0, 1]) {
      const kme = await scripted(t, { open_connect: [opened(status)], get_key: [chunk(0), chunk(1)] });
      assert.deepEqual(await taken(kme.access), [`opened ${ID}`, `0 ${hashOf(0)}`, `1 ${hashOf(1)}`]);
      assert.deepEqual(names(kme), ['open_connect', 'get_key', 'get_key', 'close']);
    }
  });

  test('waits over each status that passes, and says once why', async (t) => {
    const kme = await scripted(t, {
      open_connect: [opened(0)],
      get_key: [{ status: 3 }, { status: 3 }, chunk(0), { status: 2 }, { status: 4 }, { status: 6 }, chunk(1)],
    });
    assert.deepEqual(await taken(kme.access), [
      `opened ${ID}`,
      'waiting: the peer has not opened the stream, or has closed it',
      `0 ${hashOf(0)}`,
      'waiting: there is too little key',
      'waiting: no link joins the two key managers, or the other one does not answer',
      'waiting: the call took too long',
      `1 ${hashOf(1)}`,
    ]);
    assert.deepEqual(names(kme).slice(-2), ['get_key', 'close']);
  });

  test('agrees to the QoS that the other end needs', async (t) => {
    const kme = await scripted(t, { open_connect: [opened(7, QOS), opened(0, QOS)], get_key: [chunk(0), chunk(1)] });
    assert.equal((await taken(kme.access)).length, 3);
    const wishes = kme.calls.filter(({ name }) => name === 'open_connect').map(({ body }) => body['qos']);
    assert.equal(wishes[0], undefined);
    assert.deepEqual((wishes[1] as typeof QOS).key_chunk_size, 64);
  });

  test('is not opened where that leads nowhere, and says why', async (t) => {
    for (const [answers, name, reason] of [
      [[opened(5)], 'KME_REQUEST_REJECTED', /in use.*status 5/u],
      [[opened(7), opened(7)], 'KME_REQUEST_REJECTED', /different kinds.*status 7/u],
      [[opened(4)], 'KME_UNAVAILABLE', /no link.*status 4/u],
      [[opened(6)], 'KME_UNAVAILABLE', /too long.*status 6/u],
      [[opened(2)], 'KME_ANSWER_INVALID', /./u],
      [[opened(8)], 'KME_ANSWER_INVALID', /./u],
    ] as const) {
      const kme = await scripted(t, { open_connect: answers });
      await assert.rejects(taken(kme.access), code(name, reason));
      assert.deepEqual(
        names(kme),
        answers.map(() => 'open_connect'),
      );
    }
  });

  test('is closed when a key manager answers what means nothing there', async (t) => {
    for (const status of [1, 5, 7, 8, 9]) {
      const kme = await scripted(t, { open_connect: [opened(0)], get_key: [{ status, metadata: { size: 18 } }] });
      await assert.rejects(taken(kme.access), code('KME_ANSWER_INVALID', /./u), String(status));
      assert.deepEqual(names(kme), ['open_connect', 'get_key', 'close']);
    }
  });

  test('ends in order when it is told to while it waits', async (t) => {
    const stop = new AbortController();
    const kme = await scripted(t, { open_connect: [opened(1)], get_key: [{ status: 3 }] });
    const lines: string[] = [];
    const waiting = once(stop.signal, 'abort');
    await takeStream(
      { access: kme.access, peer: 'bob', streamId: ID, chunks: 1, signal: stop.signal },
      {
        opened: () => undefined,
        taken: () => assert.fail('there is no chunk'),
        waiting: (meaning) => {
          lines.push(meaning);
          stop.abort();
        },
      },
    );
    await waiting;
    assert.equal(lines.length, 1);
    assert.equal(names(kme).at(-1), 'close');
  });
});
