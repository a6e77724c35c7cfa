import assert from 'node:assert/strict';
import test from 'node:test';
import { systemClock } from '../../../src/base/index.ts';
import type { DecisionLeaf } from '../../../src/validator/log/decision-leaf.ts';
import type { DecisionLog } from '../../../src/validator/log/decision-log.ts';
import { DECISIONS_PER_FOLD, LogFolder, type LogFolderOptions } from '../../../src/validator/node/log-folder.ts';

/** A folder of a log that only counts, with the pauses that it asked for. */
class Stage {
  readonly delays: number[] = [];
  readonly folded: (readonly number[])[] = [];
  readonly failures: unknown[] = [];
  readonly told: number[] = [];
  readonly folder: LogFolder;
  readonly #due: (() => void)[] = [];
  failure: Error | undefined;

  constructor() {
    const append = async (leaves: readonly DecisionLeaf[]): Promise<void> => {
      await Promise.resolve();
      if (this.failure !== undefined) throw this.failure;
      if (leaves.length > 0) this.folded.push(leaves.map(({ height }) => height));
    };
    const log = { append, ownLine: () => ({ size: this.folded.length, line: 'own' }), cosign: () => 'taken' };
    const options: LogFolderOptions = {
      log: log as unknown as DecisionLog,
      clock: systemClock,
      times: { foldMs: 50 },
      tell: (size) => this.told.push(size),
      later: (delayMs, work) => {
        this.delays.push(delayMs);
        this.#due.push(work);
      },
      refuse: () => undefined,
      onFailure: (error) => this.failures.push(error),
    };
    this.folder = new LogFolder(options);
  }

  /** A decision comes. */
  add(height: number): void {
    this.folder.add({ height } as unknown as DecisionLeaf);
    this.folder.foldSoon();
  }

  /** So many of the pauses pass, the oldest first. */
  async pass(pauses: number): Promise<void> {
    for (const work of this.#due.splice(0, pauses)) work();
    await this.folder.idle();
  }
}

test('decisions are folded together when none has come for a while, and the own cosignature is told then', async () => {
  const stage = new Stage();
  for (const height of [1, 2, 3]) stage.add(height);
  await stage.pass(2);
  assert.deepEqual(stage.folded, [], 'the last decision was not so long ago');
  await stage.pass(1);
  assert.deepEqual([stage.folded, stage.told, stage.delays], [[[1, 2, 3]], [1], [50, 50, 50]]);
});

test('where decisions follow close on each other, all validators fold at the same heights', async () => {
  const stage = new Stage();
  for (let height = 6; height <= 2 * DECISIONS_PER_FOLD + 1; height++) {
    stage.add(height);
    await stage.folder.idle();
  }
  assert.deepEqual(stage.folded, [
    [6, 7, 8],
    [9, 10, 11, 12, 13, 14, 15, 16],
  ]);
});

test('a disk that can not follow gets all that has come meanwhile in one fold', async () => {
  const stage = new Stage();
  for (let height = 1; height <= 4 * DECISIONS_PER_FOLD; height++) stage.add(height);
  await stage.folder.idle();
  assert.deepEqual(
    stage.folded.map(({ length }) => length),
    [4 * DECISIONS_PER_FOLD],
  );
});

test('a disk that fails is reported once, and nothing more is folded', async () => {
  const stage = new Stage();
  stage.failure = new Error('full');
  stage.add(1);
  await stage.pass(1);
  stage.failure = undefined;
  stage.add(2);
  await stage.pass(1);
  assert.deepEqual([stage.failures.map(String), stage.folded], [['Error: full'], []]);
});
