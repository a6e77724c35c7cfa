import assert from 'node:assert/strict';
import test from 'node:test';
import { createGenesis, decodeGenesis } from '../../../src/consensus/chain/genesis.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { castOf, setOf } from '../cast.ts';

const { genesis, set, keys } = castOf(4);

test('a genesis survives its encoding', () => {
  const decoded = decodeGenesis(genesis.encoded, nativeBackend);
  assert.deepEqual([decoded.name, decoded.chainId, decoded.set.hash], ['test chain', genesis.chainId, set.hash]);
  assert.throws(() => decodeGenesis(Uint8Array.of(...genesis.encoded, 0), nativeBackend), { code: 'MALFORMED' });
});

test('the chain id is of name and set', () => {
  const others = [
    createGenesis('other chain', set, nativeBackend),
    createGenesis('test chain', setOf(keys, 0, 4), nativeBackend),
  ];
  assert.equal(new Set([genesis, ...others].map(({ chainId }) => chainId)).size, 3);
});

test('names that can not be printed are refused', () => {
  for (const name of ['', 'a\nb', ' lead', 'x'.repeat(65)]) {
    assert.throws(() => createGenesis(name, set, nativeBackend), { code: 'VALIDATOR_SET_INVALID' });
  }
});
