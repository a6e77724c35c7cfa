import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../../src/base/index.ts';
import {
  decodeRelayAnswer,
  decodeRelayMessage,
  encodeRelayMessage,
  MAX_HOPS,
  type RelayMessage,
} from '../../../src/qkd/kme/relay-message.ts';

const options = { seed: 20_261_130, numRuns: 1000 };
const KEY_ID = '0123abcd-0000-4000-8000-000000000000';
const message: RelayMessage = {
  master: 'alice',
  targetKme: 'kme-c',
  recipients: ['carol', 'bob'],
  keyBytes: 4,
  simulated: true,
  hopsLeft: 7,
  keys: [
    { keyId: KEY_ID, units: [0, 2 ** 52], sealed: undefined },
    { keyId: KEY_ID.replace('0', '1'), units: [4], sealed: Uint8Array.of(1, 2, 3, 4) },
  ],
};
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe('a message between key managers', () => {
  test('arrives as it was sent', () => {
    const decoded = decodeRelayMessage(Buffer.from(encodeRelayMessage(message)));
    const plain = { ...decoded, keys: decoded.keys.map((key) => ({ ...key, sealed: key.sealed && [...key.sealed] })) };
    assert.deepEqual(plain, {
      ...message,
      keys: message.keys.map((key) => ({ ...key, sealed: key.sealed && [...key.sealed] })),
    });
  });

  test('is refused when a member is missing, unknown or out of bounds', () => {
    const good = JSON.parse(encodeRelayMessage(message)) as Record<string, unknown>;
    for (const name of Object.keys(good)) {
      assert.throws(() => decodeRelayMessage(bytes({ ...good, [name]: undefined })), malformed, name);
    }
    const [key] = good['keys'] as readonly Record<string, unknown>[];
    const wrong: readonly object[] = [
      { extra: 1 },
      { hops_left: MAX_HOPS + 1 },
      { hops_left: -1 },
      { key_bytes: 0 },
      { key_bytes: 4097 },
      { slave_SAE_IDs: [] },
      { slave_SAE_IDs: ['bob', 'bob'] },
      { slave_SAE_IDs: ['b/b'] },
      { keys: [] },
      { keys: Array.from({ length: 129 }, () => key) },
      { keys: [{ ...key, units: [] }] },
      { keys: [{ ...key, units: [-1] }] },
      { keys: [{ ...key, units: [0.5] }] },
      { keys: [{ ...key, key_ID: KEY_ID.toUpperCase() }] },
      { keys: [{ ...key, sealed: 'AQID' }] },
      { keys: [{ ...key, sealed: 'AQIDBA' }] },
    ];
    for (const changes of wrong) {
      assert.throws(() => decodeRelayMessage(bytes({ ...good, ...changes })), malformed, JSON.stringify(changes));
    }
  });

  test('has an answer that is read as strictly', () => {
    assert.deepEqual(decodeRelayAnswer({ accepted: [KEY_ID], simulated: false }), {
      accepted: [KEY_ID],
      simulated: false,
    });
    for (const wrong of [{}, { accepted: ['x'], simulated: true }, { accepted: [], simulated: 1 }, null, []]) {
      assert.throws(() => decodeRelayAnswer(wrong), malformed);
    }
  });

  test(`made of anything gives a message or the one error (seed ${options.seed})`, () => {
    const good = encodeRelayMessage(message);
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(10), fc.string({ maxLength: 8 }), (place, cut, noise) => {
        try {
          decodeRelayMessage(Buffer.from(good.slice(0, place) + noise + good.slice(place + cut)));
        } catch (error) {
          assert.ok(malformed(error), String(error));
        }
      }),
      options,
    );
  });
});
