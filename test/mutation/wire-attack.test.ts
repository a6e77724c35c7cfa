import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attack, WireAttack } from './wire-attack.ts';

const onFirstRecord =
  (replace: (bytes: Uint8Array) => readonly Uint8Array[]): Attack =>
  () =>
  (unit) =>
    unit.kind === 'record' && unit.index === 0 ? replace(unit.bytes) : [unit.bytes];

test('without an attack nothing is noticed, and that is said', async () => {
  const { faults } = await new WireAttack('bob', () => (unit) => [unit.bytes]).run();
  assert.deepEqual(faults, ['the attack never came to its turn', 'nobody has noticed anything']);
});

test('an attack that changes nothing is found to be unnoticed', async () => {
  const { faults } = await new WireAttack(
    'bob',
    onFirstRecord((bytes) => [bytes.slice()]),
  ).run();
  assert.deepEqual(faults, ['nobody has noticed anything']);
});

test('a changed record is noticed by either side', async () => {
  for (const victim of ['alice', 'bob'] as const) {
    const { faults, trace } = await new WireAttack(
      victim,
      onFirstRecord((bytes) => [bytes.with(5, (bytes[5] ?? 0) ^ 1)]),
    ).run();
    assert.deepEqual(faults, []);
    assert.match(trace, /^\d+ bytes, gone after \d+ ms$/);
  }
});

test('the same attack leaves the same trace', async () => {
  const attack: Attack = () => (unit) => [unit.kind === 'packet' && unit.index === 1 ? new Uint8Array(40) : unit.bytes];
  const [first, second] = [await new WireAttack('bob', attack).run(), await new WireAttack('bob', attack).run()];
  assert.deepEqual(first, second);
});

test('with a rekey the offer, its answer and the end of the old key are records of their own, and messages follow', async () => {
  const lengths = { alice: [] as number[], bob: [] as number[] };
  for (const victim of ['alice', 'bob'] as const) {
    await new WireAttack(
      victim,
      () => (unit) => {
        if (unit.kind === 'record') lengths[victim].push(unit.bytes.length);
        return [unit.bytes];
      },
      { rekeys: true },
    ).run();
  }
  const [offer, answer] = [Math.max(...lengths.bob), Math.max(...lengths.alice)];
  assert.ok(offer > 1200 && answer > 1100, 'each carries a KEM key or ciphertext');
  const afterOffer = lengths.bob.slice(lengths.bob.indexOf(offer) + 1);
  const done = afterOffer.indexOf(4 + 4 + 16);
  assert.ok(done >= 0 && done < afterOffer.length - 4, 'RekeyDone is alone in its record, and messages follow it');
  assert.ok(lengths.alice.length > lengths.alice.indexOf(answer) + 3);
});
