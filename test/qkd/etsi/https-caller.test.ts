import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../../src/base/index.ts';
import { type HttpsAccess, HttpsCaller, MAX_ANSWER_BYTES } from '../../../src/qkd/etsi/https-caller.ts';
import { CertificateAuthority } from '../../../src/qkd/pki/certificate-authority.ts';
import { answering, ScriptedKme } from './scripted-kme.ts';

const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);

async function call(access: HttpsAccess, body?: string): Promise<{ status: number; text: string }> {
  using caller = new HttpsCaller(access);
  const request = { method: body === undefined ? 'GET' : 'POST', path: '/api/v1/keys/bob/enc_keys' } as const;
  const answer = await caller.call(body === undefined ? request : { ...request, body });
  return { status: answer.status, text: Buffer.from(answer.body).toString() };
}

describe('a call to a key manager', () => {
  test('brings back the whole answer, whatever its status', async (t) => {
    const kme = await ScriptedKme.start(t, (request, response) => {
      request.on('data', () => undefined).on('end', () => response.writeHead(418).end(request.headers['content-type']));
    });
    assert.deepEqual(await call(kme.access, '{}'), { status: 418, text: 'application/json' });
    assert.deepEqual(await call(kme.access), { status: 418, text: '' });
  });

  test('is not led elsewhere', async (t) => {
    const kme = await ScriptedKme.start(t, answering(307, '', { Location: '/elsewhere' }));
    assert.equal((await call(kme.access)).status, 307);
    assert.equal(kme.requests, 1);
  });

  test('is made once when its reply is lost before, in or after the header', async (t) => {
    for (const cut of ['nothing', 'header', 'body']) {
      const kme = await ScriptedKme.start(t, (request, response) => {
        if (cut === 'body') response.writeHead(200, { 'Content-Length': '100' }).write('{');
        if (cut === 'header') request.socket.write('HTTP/1.1 200 OK\r\nContent-Le');
        setTimeout(() => request.socket.destroy(), 20);
      });
      await assert.rejects(call(kme.access, '{}'), code('KME_REPLY_LOST', /enc_keys/u), cut);
      assert.equal(kme.requests, 1);
    }
  });

  test('gives up in time, on a server that is silent and on one that never ends', async (t) => {
    const silent = await ScriptedKme.start(t, () => undefined);
    const late = { ...silent.access, timeoutMs: 150 };
    await assert.rejects(call(late), code('KME_REPLY_LOST', /no answer within 150 ms/u));
    const dripping = await ScriptedKme.start(t, (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    await assert.rejects(call({ ...dripping.access, timeoutMs: 150 }), code('KME_REPLY_LOST'));
  });

  test('reads no endless answer', async (t) => {
    const kme = await ScriptedKme.start(t, answering(200, 'x'.repeat(MAX_ANSWER_BYTES + 1)));
    await assert.rejects(call(kme.access), code('KME_ANSWER_INVALID', /limit/u));
  });

  test('asks nobody but a server that the authority vouches for, by the one certificate if there is one', async (t) => {
    const kme = await ScriptedKme.start(t, answering(200, '{}'));
    const subject = { commonName: 'another', keyKind: 'P-256', validDays: 1, wallMs: Date.now() } as const;
    const { certificatePem } = new CertificateAuthority(subject);
    const strange = { ...kme.access, tls: { ...kme.access.tls, authorityPem: certificatePem } };
    await assert.rejects(call(strange), code('KME_UNREACHABLE'));
    const other = code('KME_UNREACHABLE', /another certificate/u);
    await assert.rejects(call({ ...kme.access, fingerprint: 'ab'.repeat(32) }), other);
    assert.equal(kme.requests, 0);
    assert.equal((await call({ ...kme.access, fingerprint: kme.fingerprint })).status, 200);
    const elsewhere = { ...kme.access, url: kme.access.url.replace('127.0.0.1', 'localhost') };
    await assert.rejects(call(elsewhere), code('KME_UNREACHABLE', /ALTNAME/u));
  });

  test('knows that nothing was asked where nobody listens; where its certificate is refused, nothing is served', async (t) => {
    const kme = await ScriptedKme.start(t, answering(200, '{}'));
    await assert.rejects(call({ ...kme.access, url: 'https://127.0.0.1:1' }), code('KME_UNREACHABLE', /ECONNREFUSED/u));
    const subject = { commonName: 'eve', names: [], keyKind: 'P-256', validDays: 1, wallMs: Date.now() } as const;
    const foreign = new CertificateAuthority(subject).issue(subject);
    const { certificatePem, privateKeyPem } = foreign;
    const tls = { ...kme.access.tls, certificatePem, privateKeyPem };
    // In TLS 1.3 the refusal comes after the handshake, as a plain end of the connection: the cautious reading is a lost reply.
    await assert.rejects(call({ ...kme.access, tls }), code('KME_REPLY_LOST'));
    assert.equal(kme.requests, 0);
  });
});
