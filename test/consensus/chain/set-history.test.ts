import assert from 'node:assert/strict';
import test from 'node:test';
import type { CertifiedBlock } from '../../../src/consensus/chain/certified-block.ts';
import type { ChainState } from '../../../src/consensus/chain/chain-state.ts';
import { followSetChanges } from '../../../src/consensus/chain/set-history.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { blockOn, type Cast, castOf, certificateOf, changeBlock, inOrder, keyOf, type Moves } from '../cast.ts';

interface Told {
  readonly changes: CertifiedBlock[];
  readonly ticks: CertifiedBlock[];
  readonly casts: readonly Cast[];
  readonly chain: ChainState;
}

/** A history with one change after the other, and a tick between. */
function told(first: Cast, moves: readonly ((cast: Cast) => Moves)[]): Told {
  let [cast, chain] = [first, first.chain];
  const [casts, changes, ticks] = [[first], [] as CertifiedBlock[], [] as CertifiedBlock[]];
  for (const move of moves) {
    const everybody = (one: Cast): number[] => one.keys.map((_, index) => index);
    const { block, heir } = (() => {
      const asked = move(cast);
      const size = cast.keys.length + (asked.added?.length ?? 0) - (asked.removed?.length ?? 0);
      return changeBlock(cast, chain, asked, {
        old: everybody(cast),
        new: Array.from({ length: size }, (_, at) => at),
      });
    })();
    changes.push({ block, certificate: certificateOf(cast, chain, block, everybody(cast).slice(0, cast.set.quorum)) });
    chain.requireValid(block);
    chain = chain.append(block);
    const tick = blockOn(chain);
    ticks.push({ block: tick, certificate: certificateOf(cast, chain, tick, everybody(cast)) });
    chain = chain.append(tick);
    cast = heir;
    casts.push(cast);
  }
  return { changes, ticks, casts, chain };
}

const moves = [
  (): Moves => ({ added: [keyOf(20)] }),
  ({ keys }: Cast): Moves => ({ removed: keys.slice(0, 1) }),
  ({ keys }: Cast): Moves => ({ removed: keys.slice(1, 2), added: [keyOf(21)] }),
];
const story = told(castOf(4), moves);
const [founding] = story.casts;
const { genesis } = founding ?? castOf(4);

test('the sets of all epochs follow from the genesis and the changes alone', () => {
  const epochs = followSetChanges(genesis, story.changes, nativeBackend);
  assert.deepEqual(
    epochs.map(({ set, from }) => [set.epoch, set.size, set.quorum, from]),
    [
      [0, 4, 3, 1],
      [1, 5, 4, 3],
      [2, 4, 3, 5],
      [3, 4, 3, 7],
    ],
  );
  assert.equal(epochs.at(-1)?.set.hash, story.chain.set.hash, 'the same as by the whole history');
  assert.deepEqual(
    epochs.map(({ change }) => change?.added.length),
    [undefined, 1, 0, 1],
  );
});

test('a change that is left out, reordered, of another chain, uncertified or none is refused', () => {
  const [first, second, third] = story.changes;
  const [tick] = story.ticks;
  assert.ok(first !== undefined && second !== undefined && third !== undefined && tick !== undefined);
  const refused = (changes: readonly CertifiedBlock[]): void =>
    assert.throws(() => followSetChanges(genesis, changes, nativeBackend), { code: 'QUORUM_CERTIFICATE_INVALID' });
  refused([second]);
  refused([first, third]);
  refused([first, first]);
  refused([tick]);
  refused([{ block: first.block, certificate: second.certificate }]);
  const { votes } = first.certificate;
  refused([{ block: first.block, certificate: { ...first.certificate, votes: votes.slice(1) } }]);
  const foreign = told(castOf(4, 30), [moves[0] ?? ((): Moves => ({}))]);
  refused(foreign.changes);
});

test('those that have left do not certify what comes after them', () => {
  const [first, second] = story.changes;
  const old = story.casts[0];
  assert.ok(first !== undefined && second !== undefined && old !== undefined);
  const chain = old.chain.append(first.block);
  const after = chain.append(blockOn(chain));
  const { block, certificate } = second;
  const stale = certificateOf(old, after, block, [0, 1, 2]);
  assert.throws(
    () => followSetChanges(genesis, [first, { block, certificate: { ...stale, epoch: 0 } }], nativeBackend),
    /epoch 0, not 1/u,
  );
  assert.throws(
    () =>
      followSetChanges(genesis, [first, { block, certificate: { ...certificate, votes: stale.votes } }], nativeBackend),
    { code: 'QUORUM_CERTIFICATE_INVALID' },
  );
  assert.deepEqual(inOrder(old.keys), old.keys);
});
