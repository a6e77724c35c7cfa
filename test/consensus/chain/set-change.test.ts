import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decodeSetChange,
  encodeSetChange,
  MAX_CONTACT_BYTES,
  maxChanged,
  type SetChange,
  successorSet,
} from '../../../src/consensus/chain/set-change.ts';
import { validatorIdOf } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { castOf, keyIn, keyOf } from '../cast.ts';

const cast = castOf(4);
const { set, keys } = cast;
const idOf = (seed: number): string => validatorIdOf(keyOf(seed), nativeBackend);
const NOBODY = new Set<string>();

function newcomer(seed: number): SetChange['added'][number] {
  return { name: `new ${seed}`, key: keyOf(seed).publicKey.bytes, contact: Uint8Array.of(seed) };
}

const none: SetChange = { base: set.hash, approvals: 3, removed: [], added: [] };
const after = (changes: Partial<SetChange>, retired: ReadonlySet<string> = NOBODY) =>
  successorSet({ ...none, ...changes }, set, retired, nativeBackend);

test('a change has one encoding, whatever order its parts come in', () => {
  const change = { ...none, removed: [set.at(2).id, set.at(0).id], added: [newcomer(20), newcomer(21), newcomer(22)] };
  const encoded = encodeSetChange(change);
  const decoded = decodeSetChange(encoded);
  assert.deepEqual(encodeSetChange(decoded), encoded);
  assert.deepEqual([...decoded.removed], change.removed.toSorted());
  assert.deepEqual(decoded.added.map(({ name }) => name).toSorted(), ['new 20', 'new 21', 'new 22']);
  const shuffled = { ...change, removed: change.removed.toReversed(), added: change.added.toReversed() };
  assert.deepEqual(encodeSetChange(shuffled), encoded);
});

test('malformed bytes are refused: cut short, longer, of another version, out of order', () => {
  const encoded = encodeSetChange({ ...none, removed: [set.at(0).id, set.at(1).id], added: [newcomer(20)] });
  for (const wrong of [encoded.subarray(0, -1), Uint8Array.of(...encoded, 0), encoded.with(0, 2)]) {
    assert.throws(() => decodeSetChange(wrong), { code: 'MALFORMED' });
  }
  const swapped = Uint8Array.from(encoded);
  swapped.set(encoded.subarray(37, 69), 69);
  swapped.set(encoded.subarray(69, 101), 37);
  assert.throws(() => decodeSetChange(swapped), /do not ascend/u);
  const long = { ...newcomer(20), contact: new Uint8Array(MAX_CONTACT_BYTES + 1) };
  assert.throws(() => decodeSetChange(encodeSetChange({ ...none, added: [long] })), { code: 'MALFORMED' });
});

test('joining, leaving, a new key and another threshold make the set of the next epoch', () => {
  const joined = after({ approvals: 4, added: [newcomer(20)] });
  assert.deepEqual([joined.epoch, joined.size, joined.quorum, joined.faulty], [1, 5, 4, 1]);
  const left = after({ approvals: 2, removed: [set.at(3).id] });
  assert.deepEqual([left.size, left.quorum, left.indexOf(set.at(3).id)], [3, 2, -1]);
  const renewed = after({ removed: [set.at(3).id], added: [{ ...newcomer(20), name: set.at(3).name }] });
  assert.deepEqual([renewed.size, renewed.indexOf(idOf(20)) >= 0], [4, true], 'the name goes on under the new key');
  assert.equal(after({ approvals: 4 }).approvals, 4);
});

test('what would harm the network is refused with the reason', () => {
  const refused = (changes: Partial<SetChange>, reason: RegExp, retired?: ReadonlySet<string>): void =>
    assert.throws(() => after(changes, retired), { code: 'VALIDATOR_SET_INVALID', message: reason });
  refused({ base: 'ab'.repeat(32) }, /another set/u);
  refused({}, /changes nothing/u);
  refused({ removed: [idOf(99)] }, /not in the set/u);
  refused({ added: [newcomer(20), newcomer(21)] }, /2 join at once, and with 4 validators at most 1/u);
  refused({ removed: [set.at(0).id, set.at(1).id], approvals: 2 }, /2 leave at once/u);
  refused({ added: [{ ...newcomer(20), key: keyIn(keys, 1).publicKey.bytes }], approvals: 4 }, /is or was in use/u);
  refused({ added: [newcomer(20)], approvals: 4 }, /is or was in use/u, new Set([idOf(20)]));
  refused({ added: [{ ...newcomer(20), name: set.at(0).name }], approvals: 4 }, /name is there twice/u);
  for (const approvals of [0, 2, 6])
    assert.throws(() => after({ added: [newcomer(20)], approvals }), { code: 'CONSENSUS_THRESHOLD_INVALID' });
});

test('somebody stays: a lone validator can not be replaced or removed at once', () => {
  const alone = castOf(1);
  const leaver = alone.set.at(0).id;
  for (const added of [[], [newcomer(20)]]) {
    const change = { base: alone.set.hash, approvals: 1, removed: [leaver], added };
    assert.throws(() => successorSet(change, alone.set, NOBODY, nativeBackend), /nobody stays/u);
  }
});

test('the bound: a decision that a quorum holds is held by an honest one that stays, and from four on those that stay are a quorum', () => {
  for (let size = 1; size <= 128; size++) {
    // Computed here from the definitions, not by the functions of the product.
    let faulty = 0;
    while (3 * (faulty + 1) + 1 <= size) faulty += 1;
    const quorumOf = (count: number, malicious: number): number => Math.ceil((count + malicious + 1) / 2);
    const bound = maxChanged(size);
    assert.equal(bound, faulty === 0 ? 1 : faulty);
    if (size > 1) assert.ok(quorumOf(size, faulty) - bound > faulty || faulty === 0, `size ${size}`);
    if (size < 4) continue;
    for (let left = 0; left <= bound; left++) {
      for (let joined = 0; joined <= bound; joined++) {
        const after = size - left + joined;
        let faultyAfter = 0;
        while (3 * (faultyAfter + 1) + 1 <= after) faultyAfter += 1;
        assert.ok(size - left >= quorumOf(after, faultyAfter), `${size} - ${left} + ${joined}`);
      }
    }
  }
});
