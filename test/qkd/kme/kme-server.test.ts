import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { connect } from 'node:tls';
import { isQForgeError, silentLogger, silentMetrics, systemClock } from '../../../src/base/index.ts';
import { readKmeConfig } from '../../../src/qkd/kme/kme-config.ts';
import { RunningKme } from '../../../src/qkd/kme/running-kme.ts';
import { CertificateAuthority } from '../../../src/qkd/pki/certificate-authority.ts';
import { ServedNetwork, seededSession } from './served-network.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly document: Record<string, unknown>;
}

/** Certificate and key of a caller, and whom it trusts. */
type Credentials = Pick<RequestOptions, 'cert' | 'key' | 'ca'>;

const credentialsOf = (network: ServedNetwork, name: string): Credentials => ({
  cert: readFileSync(join(network.folder, `${name}.crt`)),
  key: readFileSync(join(network.folder, `${name}.key`)),
  ca: readFileSync(join(network.folder, 'authority.crt')),
});

/** A plain HTTPS request by node:https, apart from the product's client. */
async function ask(
  network: ServedNetwork,
  kme: string,
  caller: string | Credentials,
  path: string,
  options: {
    readonly method?: string;
    readonly body?: string;
    readonly headers?: Record<string, string>;
    agent?: Agent;
  } = {},
): Promise<Reply> {
  const url = network.files.kmes.find(({ id }) => id === kme)?.url ?? '';
  const credentials = typeof caller === 'string' ? credentialsOf(network, caller) : caller;
  const { method = 'GET', body, headers = body === undefined ? {} : { 'content-type': 'application/json' } } = options;
  const { agent = new Agent({ keepAlive: false }) } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}${path}`, { ...credentials, method, headers, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const document = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, document });
      });
    });
    outgoing.on('error', reject).end(body);
  });
}

const keysOf = ({ document }: Reply): readonly { readonly key_ID: string; readonly key: string }[] =>
  document['keys'] as { key_ID: string; key: string }[];

async function startedNetwork(t: Parameters<typeof ServedNetwork.start>[0]): Promise<ServedNetwork> {
  const network = await ServedNetwork.start(t);
  await network.untilStored(await network.client('alice'), 'bob', 60);
  return network;
}

describe('a key manager over HTTPS', () => {
  test('serves status, enc_keys and dec_keys by POST and by GET', async (t) => {
    await using network = await startedNetwork(t);
    const status = await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/status');
    assert.equal(status.status, 200);
    assert.equal(status.headers['content-type'], 'application/json');
    assert.equal(status.headers['cache-control'], 'no-store');
    assert.equal(status.document['key_size'], 256);
    assert.ok(Number(status.document['stored_key_count']) <= Number(status.document['max_key_count']));
    const byGet = await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/enc_keys?number=2&size=512');
    assert.deepEqual(
      keysOf(byGet).map(({ key }) => Buffer.from(key, 'base64').length),
      [64, 64],
    );
    const byEmptyPost = await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/enc_keys', { method: 'POST' });
    assert.equal(keysOf(byEmptyPost).length, 1);
    const body = '{"number":3,"additional_slave_SAE_IDs":["bea"],"additional_target_sae_ids":["x"]}';
    const byPost = await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/enc_keys', { method: 'POST', body });
    assert.equal(keysOf(byPost).length, 3);
    const [first] = keysOf(byGet);
    const one = await ask(network, 'kme-b', 'bob', `/api/v1/keys/alice/dec_keys?key_ID=${first?.key_ID ?? ''}`);
    assert.deepEqual(keysOf(one), [first]);
    const named = JSON.stringify({ key_IDs: keysOf(byPost).map(({ key_ID }) => ({ key_ID, master_SAE_ID: 'alice' })) });
    for (const sae of ['bob', 'bea']) {
      const many = await ask(network, 'kme-b', sae, '/api/v1/keys/alice/dec_keys', { method: 'POST', body: named });
      assert.deepEqual(keysOf(many), keysOf(byPost), sae);
    }
  });

  test('delivers a key once under 100 parallel calls', async (t) => {
    await using network = await startedNetwork(t);
    const sent = keysOf(await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/enc_keys'));
    const path = `/api/v1/keys/alice/dec_keys?key_ID=${sent[0]?.key_ID ?? ''}`;
    const credentials = credentialsOf(network, 'bob');
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => ask(network, 'kme-b', credentials, path, { agent })),
    );
    agent.destroy();
    const delivered = replies.filter(({ status }) => status === 200);
    assert.equal(delivered.length, 1);
    assert.deepEqual(delivered[0] && keysOf(delivered[0]), sent);
    const others = replies.filter(({ status }) => status !== 200);
    assert.ok(others.every(({ status }) => status === 400));
    const words = 'one or more keys specified are not found on KME';
    assert.ok(others.every(({ document }) => document['message'] === words));
  });

  test('answers bad requests with 400 and the words of the standard', async (t) => {
    await using network = await startedNetwork(t);
    const enc = async (body: string): Promise<unknown> => {
      const reply = await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/enc_keys', { method: 'POST', body });
      assert.equal(reply.status, 400, body);
      return reply.document['message'];
    };
    assert.equal(await enc('{"size":12}'), 'size shall be a multiple of 8');
    const unsupported = 'not all extension_mandatory parameters are supported';
    assert.equal(await enc('{"extension_mandatory":[{"x":1}]}'), unsupported);
    const unmet = 'not all extension_mandatory request options could be met';
    assert.equal(await enc('{"extension_mandatory":[{"qforge_hardware_only":true}]}'), unmet);
    for (const body of ['{"size":0}', '{"number":0}', '{"number":"1"}', '{"number":1,"number":1}', '{', '[]'])
      await enc(body);
    await enc(`{"x":${'['.repeat(33)}${']'.repeat(33)}}`);
    await enc('{"__proto__":{}}');
    for (const path of [
      'alice/enc_keys',
      'nobody/enc_keys',
      'bob/enc_keys?number=0',
      '%20/status',
      'bob/dec_keys?key_ID=1',
    ]) {
      assert.equal((await ask(network, 'kme-a', 'alice', `/api/v1/keys/${path}`)).status, 400, path);
    }
    const handled = await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/enc_keys', {
      method: 'POST',
      body: '{"extension_optional":[{"x":1}]}',
    });
    assert.equal(handled.status, 200);
    const notice = 'not all extension_optional request options handled';
    assert.deepEqual(handled.document['key_container_extension'], { simulated: true, message: notice });
  });

  test('admits nothing that is too large, of another type, or by another method', async (t) => {
    await using network = await startedNetwork(t);
    const path = '/api/v1/keys/bob/enc_keys';
    const post = (options: Parameters<typeof ask>[4]): Promise<Reply> =>
      ask(network, 'kme-a', 'alice', path, { method: 'POST', ...options });
    assert.equal((await post({ body: `{"x":"${'x'.repeat(65_536)}"}` })).status, 413);
    assert.equal((await post({ body: `{"x":"${'x'.repeat(60_000)}"}` })).status, 200);
    assert.equal((await post({ body: '{}', headers: { 'content-type': 'text/plain' } })).status, 415);
    assert.equal(
      (await post({ body: '{}', headers: { 'content-type': 'application/json; charset=utf-8' } })).status,
      200,
    );
    assert.equal((await post({ headers: { 'x-long': 'x'.repeat(9000) } })).status, 431);
    const wrongMethod = await ask(network, 'kme-a', 'alice', path, { method: 'PUT', body: '{}' });
    assert.deepEqual([wrongMethod.status, wrongMethod.headers['allow']], [405, 'GET, POST']);
    assert.equal((await ask(network, 'kme-a', 'alice', '/api/v1/keys')).status, 404);
    const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    assert.equal((await post({ body: `{"x":"${'x'.repeat(65_536)}"}`, headers: chunked })).status, 413);
  });

  test('keeps what is for key managers from SAEs, and the reverse', async (t) => {
    await using network = await startedNetwork(t);
    for (const call of ['relay', 'blocks']) {
      const reply = await ask(network, 'kme-a', 'alice', `/qforge/kme/v1/${call}`, { method: 'POST', body: '{}' });
      assert.equal(reply.status, 401);
    }
    assert.equal((await ask(network, 'kme-a', 'kme-b', '/api/v1/keys/bob/status')).status, 401);
    const malformed = await ask(network, 'kme-a', 'kme-b', '/qforge/kme/v1/relay', { method: 'POST', body: '{}' });
    assert.equal(malformed.status, 400);
  });

  test('slows a caller down that asks too often, and no other', async (t) => {
    await using network = await startedNetwork(t);
    await network.stopKme('kme-b');
    await network.startKme('kme-b', { rate: { perSecond: 0.001, burst: 3 } });
    const path = '/api/v1/keys/alice/status';
    const replies: Reply[] = [];
    for (let n = 0; n < 5; n += 1) replies.push(await ask(network, 'kme-b', 'bea', path));
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200, 200, 503, 503],
    );
    assert.equal(replies[4]?.headers['retry-after'], '1');
    assert.equal((await ask(network, 'kme-b', 'bob', path)).status, 200);
  });
});

describe('callers of a key manager over HTTPS', () => {
  test('need a certificate of the authority', async (t) => {
    await using network = await startedNetwork(t);
    const ca = readFileSync(join(network.folder, 'authority.crt'));
    await assert.rejects(ask(network, 'kme-a', { ca }, '/api/v1/keys/bob/status'));
    const own = new X509Certificate(readFileSync(join(network.folder, 'alice.crt')));
    const subject = { keyKind: 'P-256', validDays: 1, wallMs: Date.now() } as const;
    // Another authority of the same name issues the same name under the same serial number.
    const twin = new CertificateAuthority({ ...subject, commonName: 'qforge test authority' }).issue({
      ...subject,
      commonName: 'alice',
      names: [{ uri: 'urn:qforge:sae:alice' }],
      serial: Buffer.from(own.serialNumber, 'hex'),
    });
    assert.equal(new X509Certificate(twin.certificatePem).serialNumber, own.serialNumber);
    const credentials = { cert: twin.certificatePem, key: twin.privateKeyPem, ca };
    await assert.rejects(ask(network, 'kme-a', credentials, '/api/v1/keys/bob/status'));
  });

  test('are refused with a body that says so when the key manager does not know them', async (t) => {
    await using network = await startedNetwork(t);
    const reply = await ask(network, 'kme-a', 'bob', '/api/v1/keys/alice/status');
    assert.equal(reply.status, 401);
    assert.match(String(reply.document['message']), /not that of a known caller/u);
    // The log says what its operator needs to know them.
    const own = new X509Certificate(readFileSync(join(network.folder, 'bob.crt')));
    const fingerprint = own.fingerprint256.replaceAll(':', '').toLowerCase();
    assert.deepEqual(
      network.log.of('unknown caller refused').map((fields) => [fields['fingerprint'], fields['names']]),
      [[fingerprint, 'URI:urn:qforge:sae:bob']],
    );
  });

  test('must speak TLS 1.3', async (t) => {
    await using network = await startedNetwork(t);
    const { hostname, port } = new URL(network.files.kmes[0]?.url ?? '');
    const code = await new Promise<string | undefined>((resolve) => {
      const socket = connect({
        ...credentialsOf(network, 'alice'),
        host: hostname,
        port: Number(port),
        maxVersion: 'TLSv1.2',
      });
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.once('secureConnect', () => resolve('connected'));
    });
    assert.match(code ?? '', /^ERR_SSL_/u);
    await assert.rejects(
      new Promise((resolve, reject) => plainRequest({ hostname, port }, resolve).on('error', reject).end()),
    );
  });
});

describe('the life of a key manager', () => {
  test('ends in order and begins again with what was delivered', async (t) => {
    await using network = await startedNetwork(t);
    const sent = keysOf(await ask(network, 'kme-a', 'alice', '/api/v1/keys/bob/enc_keys?number=2'));
    const path = (index: number): string => `/api/v1/keys/alice/dec_keys?key_ID=${sent[index]?.key_ID ?? ''}`;
    assert.equal((await ask(network, 'kme-b', 'bob', path(0))).status, 200);
    await network.stopKme('kme-b');
    await network.startKme('kme-b');
    assert.equal((await ask(network, 'kme-b', 'bob', path(0))).status, 400);
    assert.deepEqual(keysOf(await ask(network, 'kme-b', 'bob', path(1))), sent.slice(1));
  });

  test('does not begin on a pool or a port that is taken', async (t) => {
    await using network = await startedNetwork(t);
    const config = await readKmeConfig(network.files.kmes[0]?.config ?? '');
    const surroundings = {
      clock: systemClock,
      logger: silentLogger,
      metrics: silentMetrics,
      sessionOf: () => seededSession('other'),
    };
    await assert.rejects(RunningKme.start(config, surroundings), (error) => isQForgeError(error, 'KEY_POOL_BUSY'));
    const elsewhere = { ...config, database: join(network.folder, 'other.db') };
    await assert.rejects(RunningKme.start(elsewhere, surroundings), (error) => isQForgeError(error, 'PORT_IN_USE'));
  });
});
