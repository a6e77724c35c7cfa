import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type KeyUnit, LinkPool, UNIT_BYTES } from '../../../src/qkd/kme/link-pool.ts';
import { folderOf, openPool, seededBytes, simulatedLink } from './kme-rig.ts';

const LIFETIME_MS = 1000;
const options = { seed: 20_261_130, numRuns: 40 };

async function poolsOf(t: TestContext): Promise<{ a: LinkPool; b: LinkPool }> {
  const folder = folderOf(t);
  const [first, second] = [await openPool(join(folder, 'a.db')), await openPool(join(folder, 'b.db'))];
  t.after(() => [first, second].forEach((database) => database[Symbol.dispose]()));
  const a = new LinkPool(first, { local: 'a', peer: 'b' }, LIFETIME_MS);
  const b = new LinkPool(second, { local: 'b', peer: 'a' }, LIFETIME_MS);
  return { a, b };
}

const block = (firstUnit: number, units: number): Parameters<LinkPool['deposit']>[0] => ({
  firstUnit,
  key: seededBytes(`units from ${firstUnit}`, units * UNIT_BYTES),
  quality: simulatedLink,
});
const hex = (units: readonly KeyUnit[] | undefined): readonly string[] | undefined =>
  units?.map(({ bytes }) => Buffer.from(bytes.expose()).toString('hex'));
const numbers = (units: readonly KeyUnit[] | undefined): readonly number[] => units?.map(({ number }) => number) ?? [];

/** What a transaction that fails has done by then. */
function failingHalfWay(pool: LinkPool, wallMs: number): never {
  pool.deposit(block(pool.nextUnit, 3), wallMs);
  pool.take(1, wallMs);
  throw new RangeError('half way');
}

describe('the pool of a link', () => {
  test('shares its units out between the ends by their numbers', async (t) => {
    const { a, b } = await poolsOf(t);
    for (const pool of [a, b]) assert.equal(pool.deposit(block(0, 5), 0), true);
    assert.deepEqual([a.storedUnits(0), b.storedUnits(0)], [3, 2]);
    const own = a.take(2, 0);
    assert.deepEqual(numbers(own), [0, 2]);
    assert.deepEqual(hex(b.takeNamed(numbers(own), 0)), hex(own));
    const theirs = b.take(2, 0);
    assert.deepEqual(numbers(theirs), [1, 3]);
    assert.deepEqual(hex(a.takeNamed(numbers(theirs), 0)), hex(theirs));
  });

  test('gives each unit once, whoever asks', async (t) => {
    const { a, b } = await poolsOf(t);
    for (const pool of [a, b]) pool.deposit(block(0, 4), 0);
    assert.deepEqual(numbers(a.take(2, 0)), [0, 2]);
    assert.equal(a.take(1, 0), undefined);
    assert.equal(b.takeNamed([0], 0)?.length, 1);
    assert.equal(b.takeNamed([0], 0), undefined);
  });

  test('takes all or nothing, and nothing that the other end may not name', async (t) => {
    const { a, b } = await poolsOf(t);
    for (const pool of [a, b]) pool.deposit(block(0, 6), 0);
    assert.equal(a.take(4, 0), undefined);
    assert.equal(a.storedUnits(0), 3);
    for (const unverified of [[0, 8], [0, 1], [1], [0, 0], [-2], [0.5], [Number.NaN], [2 ** 60]]) {
      assert.equal(b.takeNamed(unverified, 0), undefined, String(unverified));
    }
    assert.deepEqual(numbers(b.takeNamed([4, 0, 2], 0)), [4, 0, 2]);
  });

  test('stores whole units once, however often their block comes', async (t) => {
    const { a } = await poolsOf(t);
    const odd = { ...block(0, 3), key: seededBytes('odd', 3 * UNIT_BYTES + 31) };
    assert.equal(a.deposit(odd, 0), true);
    assert.equal(a.nextUnit, 3);
    assert.equal(a.deposit(odd, 0), false);
    assert.deepEqual(numbers(a.take(2, 0)), [0, 2]);
    assert.equal(a.deposit(odd, 0), false);
    assert.equal(a.storedUnits(0), 0);
    assert.equal(a.deposit(block(7, 1), 0), true);
    assert.equal(a.nextUnit, 8);
    assert.equal(a.blocks, 2);
  });

  test('lets stale units expire', async (t) => {
    const { a } = await poolsOf(t);
    a.deposit(block(0, 4), 0);
    a.deposit(block(4, 4), 500);
    assert.equal(a.storedUnits(999), 4);
    assert.equal(a.storedUnits(1000), 2);
    a.expire(1000);
    assert.deepEqual(numbers(a.take(2, 1000)), [4, 6]);
    assert.equal(a.takeNamed([1], 1000), undefined);
  });

  test('drops what the other end never stored', async (t) => {
    const { b } = await poolsOf(t);
    b.deposit(block(0, 8), 0);
    b.dropFrom(4);
    assert.equal(b.storedUnits(0), 2);
    assert.equal(b.nextUnit, 8);
  });

  test('remembers how the link did, and that it was ever simulated', async (t) => {
    const { a } = await poolsOf(t);
    assert.equal(a.quality, undefined);
    a.deposit({ ...block(0, 1), quality: { qber: 0.5, keyRate: 3, simulated: false } }, 0);
    assert.deepEqual(a.quality, { qber: 0.5, keyRate: 3, simulated: false });
    a.deposit(block(1, 1), 0);
    assert.deepEqual(a.quality, simulatedLink);
    a.deposit({ ...block(2, 1), quality: { qber: 0.1, keyRate: 4, simulated: false } }, 0);
    assert.deepEqual(a.quality, { qber: 0.1, keyRate: 4, simulated: true });
  });

  test('remembers the fibre that the last block told of, and forgets it with one that tells nothing', async (t) => {
    const { a } = await poolsOf(t);
    const fibre = { lengthKm: 25, lossDb: 5, pulseRateHz: 1e9 };
    a.deposit({ ...block(0, 1), quality: { ...simulatedLink, fibre } }, 0);
    assert.deepEqual(a.quality?.fibre, fibre);
    a.deposit({ ...block(1, 1), quality: { ...simulatedLink, fibre: { lengthKm: 26 } } }, 0);
    assert.deepEqual(a.quality.fibre, { lengthKm: 26 });
    a.deposit(block(2, 1), 0);
    assert.deepEqual(a.quality, simulatedLink);
  });

  test(`counts as many units as a look at each of them finds, over any order of steps (seed ${options.seed})`, async (t) => {
    const database = await openPool(join(folderOf(t), 'a.db'));
    t.after(() => database[Symbol.dispose]());
    const pools = ['b', '0'].map((peer) => new LinkPool(database, { local: 'a', peer }, LIFETIME_MS));
    const units = database.prepare('SELECT peer, number, expires_ms FROM unit');
    const found = ({ peer }: LinkPool, wallMs: number): number =>
      units
        .all()
        .filter((row) => row['peer'] === peer && Number(row['number']) % 2 === (peer === 'b' ? 0 : 1))
        .filter((row) => Number(row['expires_ms']) > wallMs).length;
    const seen = new Set<number>();
    const step = fc.record({
      kind: fc.constantFrom('deposit', 'deposit', 'deposit', 'take', 'takeNamed', 'drop', 'expire', 'fail'),
      which: fc.constantFrom(...pools),
      count: fc.integer({ min: 1, max: 9 }),
      passMs: fc.constantFrom(0, 0, 0, 1, 1, 400, 1000, -300),
    });
    let now = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        for (const { kind, which, count, passMs } of steps) {
          now += passMs;
          if (kind === 'deposit') which.deposit(block(which.nextUnit, count), now);
          else if (kind === 'take') which.take(count, now);
          else if (kind === 'takeNamed') which.takeNamed([which.nextUnit - count], now);
          else if (kind === 'drop') which.dropFrom(which.nextUnit - count);
          else if (kind === 'expire') which.expire(now);
          else assert.throws(() => database.transaction(() => failingHalfWay(which, now)), RangeError);
          for (const pool of pools) {
            assert.equal(pool.storedUnits(now), found(pool, now));
            seen.add(pool.storedUnits(now));
          }
        }
      }),
      options,
    );
    assert.ok(seen.size > 10, `${seen.size} different counts`);
  });

  test(`no unit is ever used twice over any order of steps (seed ${options.seed})`, async (t) => {
    const { a, b } = await poolsOf(t);
    const used = new Map<string, number>();
    const note = (units: readonly KeyUnit[] | undefined): void => {
      for (const value of hex(units) ?? []) used.set(value, (used.get(value) ?? 0) + 1);
    };
    const step = fc.oneof(
      fc.record({ kind: fc.constant('deposit' as const), units: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant('take' as const), units: fc.integer({ min: 1, max: 3 }), atA: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        for (const each of steps) {
          const next = block(a.nextUnit, each.units);
          if (each.kind === 'deposit') for (const pool of [a, b]) pool.deposit(next, 0);
          else note((each.atA ? a : b).take(each.units, 0));
        }
      }),
      options,
    );
    assert.ok(used.size > 100, `${used.size} units used`);
    assert.ok([...used.values()].every((times) => times === 1));
  });
});
