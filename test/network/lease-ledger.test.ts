import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LeaseLedger } from '../../src/network/lease-ledger.ts';
import type { LeaseTrace, PoolLease } from '../../src/network/pool-lease.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

function leaseOf(bytes: number, trace: LeaseTrace): PoolLease {
  return { tier: undefined, bytes, inUse: true, isSecret: false, trace };
}

describe('the ledger of leases', () => {
  test('a trace begins with the caller of the method that asks for it', () => {
    const ledger = new LeaseLedger(new SimulatedTime());
    const method = (): LeaseTrace => ledger.traceHere();
    const { stack } = (function program(): LeaseTrace {
      return method();
    })();
    assert.match(stack, /^at program /u);
  });

  test('leases of one place are one group, with the age of the oldest; most bytes first', async () => {
    const time = new SimulatedTime();
    const ledger = new LeaseLedger(time);
    ledger.noteOut(leaseOf(10, { stack: 'here', atMs: time.monotonicMs() }));
    time.schedule(5, () => undefined);
    await time.run(() => false, 5);
    ledger.noteOut(leaseOf(10, { stack: 'here', atMs: time.monotonicMs() }));
    const other = leaseOf(100, { stack: 'there', atMs: time.monotonicMs() });
    ledger.noteOut(other);
    assert.deepEqual(ledger.outstanding(), [
      { stack: 'there', count: 1, bytes: 100, oldestMs: 0 },
      { stack: 'here', count: 2, bytes: 20, oldestMs: 5 },
    ]);
    ledger.noteBack(other);
    assert.equal(ledger.outstanding().length, 1);
    assert.deepEqual(ledger.lost(), []);
  });

  test('what is lost is out no longer', () => {
    const ledger = new LeaseLedger(new SimulatedTime());
    const lease = leaseOf(10, { stack: 'here', atMs: 0 });
    ledger.noteOut(lease);
    ledger.noteLost(lease);
    assert.deepEqual(ledger.outstanding(), []);
    assert.deepEqual(ledger.lost(), [{ stack: 'here', count: 1, bytes: 10, oldestMs: 0 }]);
  });
});
