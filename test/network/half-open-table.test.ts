import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BEGUN_GRACE_MS, type HalfOpenEntry, HalfOpenTable } from '../../src/network/half-open-table.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);
const LIMITS = { total: 6, perSource: 3, begun: 3, begunPerSource: 2 };

interface Named extends HalfOpenEntry {
  readonly name: string;
}

/** Entries by name, and the names of those that gave way. */
function entries(): { readonly of: (name: string, source?: string) => Named; readonly gone: string[] } {
  const gone: string[] = [];
  return { gone, of: (name, source) => ({ name, source, giveWay: () => gone.push(name) }) };
}

describe('the table of half-open connections', () => {
  test('lets the oldest silent connection give way when it is full', () => {
    const { of, gone } = entries();
    const table = new HalfOpenTable(LIMITS);
    for (let index = 0; index < 8; index++) assert.equal(table.add(of(`${index}`, `source ${index}`)), true);
    assert.deepEqual(gone, ['0', '1']);
    assert.deepEqual([table.size, table.sources], [6, 6]);
  });

  test('lets a source push out only its own', () => {
    const { of, gone } = entries();
    const table = new HalfOpenTable(LIMITS);
    table.add(of('honest', 'b'));
    for (let index = 0; index < 10; index++) assert.equal(table.add(of(`${index}`, 'a')), true);
    assert.deepEqual(gone, ['0', '1', '2', '3', '4', '5', '6']);
    assert.equal(table.size, 4);
  });

  test('keeps those that were answered from giving way to new connections', () => {
    const { of, gone } = entries();
    const table = new HalfOpenTable({ ...LIMITS, total: 2, begun: 2 });
    const begun = [of('a', 'a'), of('b', 'b')];
    for (const entry of begun) assert.ok(table.add(entry) && table.begin(entry, 0));
    assert.equal(table.add(of('c', 'c')), false);
    assert.deepEqual(gone, []);
  });

  test('refuses a handshake too many, of one source and of all', () => {
    const { of, gone } = entries();
    const table = new HalfOpenTable(LIMITS);
    const begin = (name: string, source: string | undefined): boolean => {
      const entry = of(name, source);
      return table.add(entry) && table.begin(entry, 0);
    };
    assert.deepEqual([begin('1', 'a'), begin('2', 'a'), begin('3', 'a')], [true, true, false]);
    assert.deepEqual([begin('4', 'b'), begin('5', 'c')], [true, false]);
    assert.equal(table.begun, 3);
    assert.deepEqual(gone, []);
  });

  test('drops a handshake for another only when it has had its time', () => {
    const { of, gone } = entries();
    const table = new HalfOpenTable({ ...LIMITS, begun: 1 });
    const [slow, next, last] = [of('slow', 'a'), of('next', 'b'), of('last', 'c')];
    for (const entry of [slow, next, last]) table.add(entry);
    assert.equal(table.begin(slow, 1000), true);
    assert.equal(table.begin(next, 1000 + BEGUN_GRACE_MS - 1), false);
    assert.equal(table.begin(last, 1000 + BEGUN_GRACE_MS), true);
    assert.deepEqual(gone, ['slow']);
  });

  test('does not count sources that cannot be told apart', () => {
    const { of } = entries();
    const table = new HalfOpenTable(LIMITS);
    for (let index = 0; index < 6; index++) assert.equal(table.add(of(`${index}`)), true);
    assert.deepEqual([table.size, table.sources], [6, 0]);
  });

  test('begins nothing twice and nothing that is gone', () => {
    const { of } = entries();
    const table = new HalfOpenTable(LIMITS);
    const entry = of('a', 'a');
    assert.equal(table.begin(entry, 0), false);
    table.add(entry);
    assert.deepEqual([table.begin(entry, 0), table.begin(entry, 0)], [true, false]);
    table.remove(entry);
    table.remove(entry);
    assert.equal(table.begin(entry, 0), false);
    assert.deepEqual([table.size, table.begun, table.sources], [0, 0, 0]);
  });

  // A slow twin: one list of rows, searched anew for every question.
  test(`agrees with a list, over any history (seed ${seed})`, () => {
    const step = fc.record({
      action: fc.constantFrom('add', 'begin', 'remove', 'wait'),
      index: fc.nat(11),
      source: fc.constantFrom('a', 'b', 'c', undefined),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (history) => {
        const { of, gone } = entries();
        const table = new HalfOpenTable(LIMITS);
        const twin = new ListTwin();
        const known: Named[] = [];
        let nowMs = 0;
        for (const { action, index, source } of history) {
          const entry = known[index % Math.max(1, known.length)];
          if (action === 'add') {
            const fresh = of(`${known.length}`, source);
            known.push(fresh);
            assert.equal(table.add(fresh), twin.add(fresh));
          } else if (action === 'wait') nowMs += 300;
          else if (entry !== undefined && action === 'begin')
            assert.equal(table.begin(entry, nowMs), twin.begin(entry, nowMs));
          else if (entry !== undefined) {
            table.remove(entry);
            twin.remove(entry);
          }
          assert.deepEqual(gone, twin.gone);
          assert.deepEqual([table.size, table.begun, table.sources], [twin.rows.length, twin.begun(), twin.sources()]);
          assert.ok(table.size <= LIMITS.total && table.begun <= LIMITS.begun);
        }
      }),
      { seed, numRuns: 300 },
    );
  });
});

class ListTwin {
  rows: { readonly entry: Named; readonly begunMs: number | undefined }[] = [];
  readonly gone: string[] = [];

  add(entry: Named): boolean {
    const alike = this.rows.filter((row) => entry.source !== undefined && row.entry.source === entry.source);
    if (alike.length >= LIMITS.perSource && !this.#drop(alike.find((row) => row.begunMs === undefined))) return false;
    if (this.rows.length >= LIMITS.total && !this.#drop(this.rows.find((row) => row.begunMs === undefined)))
      return false;
    this.rows.push({ entry, begunMs: undefined });
    return true;
  }

  begin(entry: Named, nowMs: number): boolean {
    const row = this.rows.find((each) => each.entry === entry);
    if (row === undefined || row.begunMs !== undefined) return false;
    const begun = this.rows.filter((each) => each.begunMs !== undefined);
    const ofSource = begun.filter((each) => entry.source !== undefined && each.entry.source === entry.source);
    if (ofSource.length >= LIMITS.begunPerSource) return false;
    const oldest = begun[0];
    const overdue = oldest?.begunMs !== undefined && nowMs - oldest.begunMs >= BEGUN_GRACE_MS ? oldest : undefined;
    if (begun.length >= LIMITS.begun && !this.#drop(overdue)) return false;
    // Behind all that began before.
    this.rows = [...this.rows.filter((each) => each !== row), { entry, begunMs: nowMs }];
    return true;
  }

  remove(entry: Named): void {
    this.rows = this.rows.filter((row) => row.entry !== entry);
  }

  begun(): number {
    return this.rows.filter((row) => row.begunMs !== undefined).length;
  }

  sources(): number {
    return new Set(this.rows.map((row) => row.entry.source).filter((source) => source !== undefined)).size;
  }

  #drop(row: { readonly entry: Named } | undefined): boolean {
    if (row === undefined) return false;
    this.remove(row.entry);
    this.gone.push(row.entry.name);
    return true;
  }
}
