import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EntropySource } from '../../src/security/entropy-source.ts';
import { MAX_READMISSIONS, STARTUP_SAMPLES, WatchedSource } from '../../src/security/watched-source.ts';
import { seededBytes } from './seeded-bytes.ts';

/** A source that does what `state` says, and other bytes at each reading. */
class Moody implements EntropySource {
  readonly name = 'moody';
  readonly provenance = 'a test';
  readonly entropyBits = 1;
  state: 'sound' | 'stuck' | 'gone' = 'sound';
  readings = 0;

  read(bytes: number): Promise<Uint8Array> {
    this.readings += 1;
    if (this.state === 'gone') return Promise.reject(new Error('gone'));
    return Promise.resolve(this.state === 'stuck' ? new Uint8Array(bytes) : seededBytes(String(this.readings), bytes));
  }
}

describe('a watched source', () => {
  test('gives bytes once they have passed the start-up test', async () => {
    const watched = new WatchedSource(new Moody());
    assert.equal((await watched.readTested())?.length, STARTUP_SAMPLES);
    const { samples, problem, readmissions } = watched.report;
    assert.deepEqual({ samples, problem, readmissions }, { samples: 1024, problem: undefined, readmissions: 0 });
    assert.equal(await watched.retest(), false, 'there is nothing to come back from');
  });

  test('comes back after a failure by a fresh start-up test only, and its samples are used for nothing', async () => {
    const source = new Moody();
    const watched = new WatchedSource(source);
    source.state = 'stuck';
    assert.equal(await watched.readTested(), undefined);
    source.state = 'sound';
    assert.equal(await watched.readTested(), undefined, 'sound samples alone do not bring it back');
    assert.equal(watched.problem, 'stuck');
    const before = source.readings;
    assert.equal(await watched.retest(), true);
    assert.equal(source.readings, before + 1);
    assert.deepEqual([watched.problem, watched.report.readmissions], [undefined, 1]);
    assert.notEqual(await watched.readTested(), undefined);
  });

  test('stays out while it fails its test, with what is wrong now', async () => {
    const source = new Moody();
    const watched = new WatchedSource(source);
    source.state = 'gone';
    assert.equal(await watched.readTested(), undefined);
    assert.equal(watched.problem, 'unreadable');
    source.state = 'stuck';
    assert.equal(await watched.retest(), false);
    assert.equal(watched.problem, 'stuck');
  });

  test('is not healthy while the samples of its test are on their way', async () => {
    const source = new Moody();
    const watched = new WatchedSource(source);
    watched.exclude('stuck');
    const retested = watched.retest();
    assert.equal(watched.problem, 'stuck');
    assert.equal(await retested, true);
    watched.exclude('stuck');
    assert.equal(watched.putToTest(undefined), false);
    assert.equal(watched.problem, 'unreadable');
    assert.equal(watched.putToTest(seededBytes('sound', STARTUP_SAMPLES)), true);
  });

  test('is out for good when it has failed too often', async () => {
    const source = new Moody();
    const watched = new WatchedSource(source);
    for (let time = 0; time < MAX_READMISSIONS; time += 1) {
      watched.exclude('repeats another');
      assert.equal(await watched.retest(), true);
    }
    watched.exclude('biased');
    assert.equal(watched.mayReturn, false);
    assert.equal(await watched.retest(), false);
    assert.equal(watched.problem, 'biased');
  });
});
