import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteReader, ByteWriter } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  groupsOf,
  holds,
  ItemNames,
  type KnownSummary,
  keyOf,
  MAX_KNOWN_GROUPS,
  readSummary,
  writeSummary,
} from '../../../src/validator/node/known-summary.ts';
import { assertRefused } from '../../crypto/refusal.ts';
import { ballotOf, fixtureOf, proposalOn, statementOf } from '../consensus-fixture.ts';

const fixture = fixtureOf();
const names = new ItemNames(nativeBackend);
const prevote = (seat: number, value: string | null) =>
  names.ofStatement({ ...statementOf(fixture, seat, { kind: 'prevote', value }), kind: 'prevote' });
const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];

test('statements that say the same are one group; a signature makes no difference, anything else does', () => {
  const proposal = proposalOn(fixture, 'p');
  const ballots = [ballotOf(fixture, proposal, 1), ballotOf(fixture, proposal, 1, 'reject')];
  const items = [
    prevote(0, a),
    prevote(1, a),
    prevote(2, b),
    prevote(3, null),
    names.ofRecord({ kind: 'proposal', proposal }),
    ...ballots.map((ballot) => names.ofRecord({ kind: 'ballot', ballot })),
  ];
  assert.equal(new Set(items.map(keyOf)).size, items.length);
  const groups = groupsOf(items);
  assert.equal(groups.size, items.length - 1);
  for (const item of items) assert.ok(holds(groups, item));
  assert.ok(!holds(groups, prevote(2, a)) && holds(groups, prevote(1, a)));
  assert.equal(names.ofAll(items), names.ofAll(items.toReversed()));
  assert.notEqual(names.ofAll(items), names.ofAll(items.slice(1)));
});

const written = (summary: KnownSummary): Uint8Array => writeSummary(new ByteWriter(), summary).finish();
const read = (bytes: Uint8Array): KnownSummary => {
  const reader = new ByteReader(bytes, 'summary');
  const summary = readSummary(reader);
  reader.end();
  return summary;
};

test('a summary has one encoding, and comes back from it', () => {
  const first = prevote(0, a);
  const items = Array.from({ length: 128 }, (_, validator) => ({ ...first, validator }));
  const groups = groupsOf([...items, prevote(1, null)]);
  const summary = { height: 3, isListening: false, isOfPool: true, pool: '12345678', groups };
  assert.deepEqual(read(written(summary)), {
    ...summary,
    groups: new Map([...groups].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  });
  // Height, flags, name and count, and then two groups: one with everybody, one with the second alone.
  assert.equal(written(summary).length, 8 + 1 + 8 + 2 + (8 + 1 + 16) + (8 + 1 + 1));
});

test('what no validator writes is refused', () => {
  const head = [...new Uint8Array(8), 0, ...new Uint8Array(8)];
  const bad = [
    [...new Uint8Array(8), 4, ...new Uint8Array(8), 0, 0],
    [...head, 0xff, 0xff],
    [...head, 0, 1, ...new Uint8Array(8), 0],
    [...head, 0, 1, ...new Uint8Array(8), 2, 1, 0],
    [...head, 0, 1, ...new Uint8Array(8), 17, ...new Uint8Array(17).fill(1)],
    [...head, 0, 2, ...new Uint8Array(8), 1, 1, ...new Uint8Array(8), 1, 1],
  ];
  for (const bytes of bad) assertRefused('MALFORMED', () => read(Uint8Array.from(bytes)));
  const item = prevote(0, a);
  const many = Array.from({ length: MAX_KNOWN_GROUPS + 5 }, (_, number) => ({ ...item, tag: `${number}` }));
  assert.equal(groupsOf(many).size, MAX_KNOWN_GROUPS);
});
