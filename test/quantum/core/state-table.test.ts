import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, QForgeError } from '../../../src/base/index.ts';
import { StateTable } from '../../../src/quantum/core/state-table.ts';
import { SimulatedClock } from '../simulated-clock.ts';

const LIMITS = { maxStates: 3, maxBytes: 16 * 64, lifetimeMs: 1_000 };
const fails =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.code === code;

function tableOf(): { readonly table: StateTable; readonly clock: SimulatedClock } {
  const clock = new SimulatedClock();
  return { table: new StateTable(LIMITS, clock), clock };
}

describe('the table of states', () => {
  test('gives every state an ID of its own, never again', () => {
    const { table } = tableOf();
    const first = table.create(1);
    table.release(first);
    assert.notEqual(table.create(1), first);
    assert.throws(() => table.use(first), fails('QUANTUM_STATE_UNKNOWN'));
    assert.throws(() => table.release('state-99'), fails('QUANTUM_STATE_UNKNOWN'));
  });

  test('has room for so many states, and so many bytes', () => {
    const { table } = tableOf();
    const ids = [1, 1, 1].map((qubits) => table.create(qubits));
    assert.throws(() => table.create(1), fails('QUANTUM_STATE_LIMIT'));
    table.release(ids[0] ?? '');
    assert.throws(() => table.create(6), fails('QUANTUM_STATE_LIMIT'));
    table.create(5);
    assert.equal(table.totals().bytes, 16 * (2 + 2 + 32));
  });

  test('drops what is not used, and keeps what is', () => {
    const { table, clock } = tableOf();
    const [used, unused] = [table.create(1), table.create(1)];
    clock.advance(900);
    table.use(used);
    clock.advance(200);
    assert.deepEqual(
      table.list().map(({ id, ageMs, expiresInMs }) => [id, ageMs, expiresInMs]),
      [[used, 1_100, 800]],
    );
    assert.throws(() => table.use(unused), fails('QUANTUM_STATE_UNKNOWN'));
    assert.deepEqual(table.totals(), { created: 2, expired: 1, bytes: 32 });
  });

  test('gives memory back even if nobody asks, and waits for nothing when it is empty', () => {
    const { table, clock } = tableOf();
    table.create(1);
    assert.equal(clock.pendingCalls, 1);
    clock.advance(3_000);
    assert.equal(table.totals().bytes, 0);
    assert.equal(clock.pendingCalls, 0);
    table.create(1);
    table.clear();
    assert.deepEqual([table.list().length, clock.pendingCalls], [0, 0]);
  });
});
