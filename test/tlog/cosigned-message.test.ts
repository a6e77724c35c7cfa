import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { cosignedMessage, decodeTimestamped, encodeTimestamped } from '../../src/tlog/cosigned-message.ts';
import { noteKey } from '../../src/tlog/index.ts';
import { fromHex, toHex } from '../crypto/hex.ts';
import { assertRefused } from '../crypto/refusal.ts';

const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

test('an Ed25519 cosigner signs the text that C2SP tlog-cosignature prints', () => {
  const key = noteKey(nativeBackend, 'witness.example.com/w1', 'ed25519-cosignature', new Uint8Array(32));
  const message = cosignedMessage(key, TEXT, 1_679_315_147);
  assert.equal(new TextDecoder().decode(message), `cosignature/v1\ntime 1679315147\n${TEXT}`);
});

test('an ML-DSA-44 cosigner signs the structure of C2SP tlog-cosignature, byte by byte', () => {
  const key = noteKey(nativeBackend, 'w1', 'ml-dsa-44-cosignature', new Uint8Array(1312));
  const expected = [
    '737562747265652f76310a00', // "subtree/v1\n\0"
    '027731', // the name behind its length
    '000000006418504b', // 1679315019
    `1b${toHex(utf8('example.com/behind-the-sofa'))}`,
    '0000000000000000', // a whole tree starts at 0
    '00000000013e2dc3', // 20852163
    '0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62',
  ].join('');
  assert.equal(toHex(cosignedMessage(key, TEXT, 1_679_315_019)), expected);
});

test('an ML-DSA-44 cosigner makes no statement about extension lines', () => {
  const key = noteKey(nativeBackend, 'w1', 'ml-dsa-44-cosignature', new Uint8Array(1312));
  assert.deepEqual(cosignedMessage(key, `${TEXT}extension\n`, 1), cosignedMessage(key, TEXT, 1));
  assertRefused('MALFORMED', () => cosignedMessage(key, 'no checkpoint\n', 1));
});

test('the time stands before the signature', () => {
  const encoded = encodeTimestamped({ timestamp: 0x0102_0304, signature: fromHex('aabb') });
  assert.equal(toHex(encoded), '0000000001020304aabb');
  assert.deepEqual(decodeTimestamped(encoded), { timestamp: 0x0102_0304, signature: fromHex('aabb') });
  for (const bad of ['', '00', '00000000010203', 'ffffffffffffffffaa', '0020000000000000aa']) {
    assert.equal(decodeTimestamped(fromHex(bad)), undefined);
  }
});
