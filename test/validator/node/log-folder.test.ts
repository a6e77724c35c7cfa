import assert from 'node:assert/strict';
import test from 'node:test';
import { systemClock } from '../../../src/base/index.ts';
import type { DecisionLeaf } from '../../../src/validator/log/decision-leaf.ts';
import type { DecisionLog } from '../../../src/validator/log/decision-log.ts';
import { LogFolder, type LogFolderOptions } from '../../../src/validator/node/log-folder.ts';

const leaf = { height: 1 } as unknown as DecisionLeaf;

/** A folder of a log whose appends take so long, with the pauses that it asked for. */
class Stage {
  readonly delays: number[] = [];
  readonly folded: number[] = [];
  readonly failures: unknown[] = [];
  readonly told: number[] = [];
  readonly folder: LogFolder;
  #nowMs = 0;
  readonly #due: (() => void)[] = [];
  takesMs = 0;
  failure: Error | undefined;

  constructor() {
    const append = async (leaves: readonly DecisionLeaf[]): Promise<void> => {
      await Promise.resolve();
      if (this.failure !== undefined) throw this.failure;
      this.#nowMs += this.takesMs;
      this.folded.push(leaves.length);
    };
    const log = { append, ownLine: () => ({ size: this.folded.length, line: 'own' }), cosign: () => 'taken' };
    const options: LogFolderOptions = {
      log: log as unknown as DecisionLog,
      clock: { ...systemClock, monotonicMs: () => this.#nowMs, wallMs: () => 0 },
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

  /** A decision comes, and the pause passes. */
  async decide(...leaves: readonly DecisionLeaf[]): Promise<void> {
    this.folder.add(...leaves);
    this.folder.foldSoon();
    for (const work of this.#due.splice(0)) work();
    await this.folder.idle();
  }
}

test('decisions that come in the pause are folded together, and the own cosignature is told then', async () => {
  const stage = new Stage();
  stage.folder.add(leaf);
  stage.folder.foldSoon();
  stage.folder.foldSoon();
  await stage.decide(leaf);
  assert.deepEqual([stage.folded, stage.told, stage.delays], [[2], [1], [50]]);
});

test('the pause is four times what the last fold took, between foldMs and a second', async () => {
  const stage = new Stage();
  for (const takesMs of [5, 30, 100, 900, 0]) {
    stage.takesMs = takesMs;
    await stage.decide(leaf);
  }
  assert.deepEqual(stage.delays, [50, 50, 120, 400, 1000]);
});

test('a disk that fails is reported once, and nothing more is folded', async () => {
  const stage = new Stage();
  stage.failure = new Error('full');
  await stage.decide(leaf);
  stage.failure = undefined;
  await stage.decide(leaf);
  assert.deepEqual([stage.failures.map(String), stage.folded], [['Error: full'], []]);
});
