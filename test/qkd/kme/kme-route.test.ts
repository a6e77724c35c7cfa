import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { routeOf } from '../../../src/qkd/kme/kme-route.ts';

const plain = (method: string, target: string): unknown => {
  const route = routeOf(method, target);
  return 'query' in route ? { ...route, query: route.query.toString() } : route;
};
const statusOf = (method: string, target: string): number | undefined => {
  const route = routeOf(method, target);
  return 'status' in route ? route.status : undefined;
};

describe('paths of a key manager', () => {
  test('are those of ETSI GS QKD 014', () => {
    assert.deepEqual(plain('GET', '/api/v1/keys/bob/status'), { call: 'status', sae: 'bob', query: '' });
    assert.deepEqual(plain('GET', '/api/v1/keys/bob/enc_keys?number=2&size=256'), {
      call: 'enc_keys',
      sae: 'bob',
      query: 'number=2&size=256',
    });
    assert.deepEqual(plain('POST', '/api/v1/keys/b%6Fb/dec_keys'), { call: 'dec_keys', sae: 'bob', query: '' });
    assert.deepEqual(plain('POST', '/qforge/kme/v1/relay'), { call: 'relay' });
    assert.deepEqual(plain('POST', '/qforge/kme/v1/blocks'), { call: 'blocks' });
    assert.deepEqual(plain('POST', '/qforge/kme/v1/streams'), { call: 'streams' });
    const stream = { call: 'get_key', isStream: true };
    assert.deepEqual(plain('POST', '/qforge/etsi004/v1/get_key'), stream);
    assert.equal(statusOf('GET', '/qforge/etsi004/v1/close'), 405);
    assert.equal(statusOf('POST', '/qforge/etsi004/v1/open'), 404);
  });

  test('that lead nowhere are 404, wrong methods 405 with the right ones', () => {
    for (const target of ['/', '', '*', '/api/v1/keys/bob', '/api/v1/keys/bob/status/', '/api/v2/keys/bob/status']) {
      assert.equal(statusOf('GET', target), 404, target);
    }
    assert.equal(statusOf('GET', '/api/v1/keys/../bob/status'), 404);
    assert.equal(statusOf('GET', '//api/v1/keys/bob/status'), 404);
    assert.equal(statusOf('GET', 'https://kme/api/v1/keys/bob/status'), 404);
    const post = routeOf('POST', '/api/v1/keys/bob/status');
    assert.deepEqual('allow' in post && [post.status, post.allow], [405, 'GET']);
    const remove = routeOf('DELETE', '/api/v1/keys/bob/enc_keys');
    assert.deepEqual('allow' in remove && [remove.status, remove.allow], [405, 'GET, POST']);
    assert.equal(statusOf('GET', '/qforge/kme/v1/relay'), 405);
  });

  test('with an ID that cannot be are 400', () => {
    for (const id of ['%20', '%', 'a%2Fb', '..', '%2e%2e', 'x'.repeat(65), '%00', 'a%0D%0Ab']) {
      assert.equal(statusOf('GET', `/api/v1/keys/${id}/status`), 400, id);
    }
  });
});
