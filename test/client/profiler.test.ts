import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { isQForgeError, systemClock } from '../../src/base/index.ts';
import { Profiler } from '../../src/client/profiler.ts';
import { leaks } from '../canary/canary-search.ts';

/** Work that a profile must show by its name. */
function hashForAWhile(): string {
  let digest = '';
  const startMs = performance.now();
  while (performance.now() - startMs < 200) digest = createHash('sha256').update(digest).digest('hex');
  return digest;
}

describe('a profiler', () => {
  test('samples the processor, one profile at a time', async () => {
    const profiler = new Profiler(systemClock);
    await assert.rejects(profiler.stop(), (error) => isQForgeError(error, 'PROFILING_IDLE'));
    await profiler.start();
    await assert.rejects(profiler.start(), (error) => isQForgeError(error, 'PROFILING_BUSY'));
    assert.ok(profiler.startedAtMs !== undefined);
    hashForAWhile();
    const profile = JSON.parse(await profiler.stop()) as { nodes: { callFrame: { functionName: string } }[] };
    assert.ok(profile.nodes.some(({ callFrame }) => callFrame.functionName === 'hashForAWhile'));
    assert.equal(profiler.startedAtMs, undefined);
    await profiler.start();
    await profiler.stop();
  });

  test('shows what is on the heap, and no text that a program works with', async () => {
    class CanaryCage {
      readonly texts: readonly string[];
      readonly byText: Readonly<Record<string, number>>;
      constructor(secret: Buffer) {
        const hex = secret.toString('hex');
        this.texts = [
          hex,
          secret.toString('base64url'),
          `${hex}-${hex}`,
          `x${hex}`.slice(1),
          secret.toString('latin1'),
        ];
        this.byText = { [hex]: 1, [secret.toString('base64')]: 2 };
      }
    }
    const secret = randomBytes(32);
    const cage = new CanaryCage(secret);
    const snapshot = await new Profiler(systemClock).heapSnapshot();
    assert.ok(snapshot.includes('CanaryCage') && snapshot.includes('byText'), 'shapes are there');
    assert.deepEqual(leaks([snapshot], { secret }), []);
    assert.equal(cage.texts.length, 5);
  });
});
