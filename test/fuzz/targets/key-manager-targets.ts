import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { utf8 } from '../../../src/base/index.ts';
import { decodeKeyContainer } from '../../../src/qkd/etsi/key-container.ts';
import { keyIdsFromBody } from '../../../src/qkd/etsi/key-ids.ts';
import { keyRequestFromBody, keyRequestFromQuery } from '../../../src/qkd/etsi/key-request.ts';
import { decodeKeyStatus } from '../../../src/qkd/etsi/key-status.ts';
import { readKmeAccess } from '../../../src/qkd/etsi/kme-access.ts';
import { decodeBlock, decodeBlockAnswer } from '../../../src/qkd/kme/block-message.ts';
import { readKmeConfig } from '../../../src/qkd/kme/kme-config.ts';
import { routeOf } from '../../../src/qkd/kme/kme-route.ts';
import { decodeRelayAnswer, decodeRelayMessage } from '../../../src/qkd/kme/relay-message.ts';
import { decoder, type FuzzTarget, jsonDecoder, textDecoder } from '../fuzz-target.ts';

const UUID = '123e4567-e89b-42d3-a456-426614174000';
const KEY = Buffer.alloc(32, 1).toString('base64');

const folder = mkdtempSync(join(tmpdir(), 'qforge-fuzz-'));
const tls = { certificate: 'a.crt', privateKey: 'a.key', authority: 'ca.crt' };

/** A reader of a file, whose bytes are the input. */
function fileReader(name: string, valid: () => unknown, read: (path: string) => Promise<unknown>): FuzzTarget {
  const path = join(folder, `${name}.json`);
  return {
    name,
    valid: () => utf8(JSON.stringify(valid())),
    decode: async (unverified) => {
      writeFileSync(path, unverified, { mode: 0o600 });
      await read(path);
      return true;
    },
  };
}

/** What key managers are asked and answer. */
export const keyManagerTargets: readonly FuzzTarget[] = [
  decoder(
    'etsi-key-request',
    (chances) => utf8(chances.pick(['', '{"number":2,"size":256}', '{"additional_slave_SAE_IDs":["sae-3"]}'])),
    keyRequestFromBody,
    (request) => assert.ok(request.number >= 1),
  ),
  textDecoder(
    'etsi-key-query',
    (chances) => chances.pick(['', 'number=2', 'number=1&size=256']),
    (unverified) => keyRequestFromQuery(new URLSearchParams(unverified)),
    (request) => assert.ok(request.number >= 1),
  ),
  decoder(
    'etsi-key-ids',
    () => utf8(`{"key_IDs":[{"key_ID":"${UUID}"}]}`),
    keyIdsFromBody,
    (ids) => {
      for (const id of ids) assert.match(id, /^[\da-f-]{36}$/u);
    },
  ),
  jsonDecoder('etsi-key-container', () => ({ keys: [{ key_ID: UUID, key: KEY }] }), decodeKeyContainer),
  jsonDecoder(
    'etsi-key-status',
    () => ({
      source_KME_ID: 'a',
      target_KME_ID: 'b',
      master_SAE_ID: 'c',
      slave_SAE_ID: 'd',
      key_size: 256,
      stored_key_count: 1,
      max_key_count: 2,
      max_key_per_request: 1,
      max_key_size: 256,
      min_key_size: 256,
    }),
    decodeKeyStatus,
  ),
  textDecoder(
    'etsi-route',
    (chances) =>
      chances.pick(['/api/v1/keys/sae-1/status', '/api/v1/keys/s/enc_keys?number=1', '/qforge/kme/v1/relay']),
    (unverified) => [routeOf('GET', unverified), routeOf('POST', unverified)],
    (routes) => {
      for (const route of routes) if ('sae' in route) assert.match(route.sae, /^[\w.~-]{1,64}$/u);
    },
  ),
  decoder(
    'kme-block',
    (chances) =>
      utf8(JSON.stringify({ void_from: chances.below(9), key: KEY, qber: 0.01, key_rate: 1, simulated: true })),
    decodeBlock,
  ),
  jsonDecoder('kme-block-answer', (chances) => ({ first_unit: chances.below(99) }), decodeBlockAnswer),
  decoder(
    'kme-relay',
    () =>
      utf8(
        JSON.stringify({
          master_SAE_ID: 'a',
          target_KME_ID: 'b',
          slave_SAE_IDs: ['c'],
          key_bytes: 32,
          simulated: true,
          hops_left: 2,
          keys: [{ key_ID: UUID, units: [1, 2], sealed: KEY }],
        }),
      ),
    decodeRelayMessage,
  ),
  jsonDecoder('kme-relay-answer', () => ({ accepted: [UUID], simulated: false }), decodeRelayAnswer),
  fileReader(
    'kme-access',
    () => ({ url: 'https://127.0.0.1:8443', sae: 'sae-1', fingerprint: 'ab'.repeat(32), tls }),
    async (path) => {
      const { certificate, privateKey, authority } = (await readKmeAccess(path)).tls;
      assert.ok([certificate, privateKey, authority].every((one) => isAbsolute(one)));
    },
  ),
  fileReader(
    'kme-config',
    () => ({ kme: 'kme-a', listen: 'https://127.0.0.1:0', database: 'a.db', tls, saes: [], neighbours: [] }),
    async (path) => assert.ok(isAbsolute((await readKmeConfig(path)).database)),
  ),
];
