import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { RotatingFile, type RotationPlan } from '../../../src/monitor/logging/rotating-file.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';

const plan: RotationPlan = { maxBytes: 100, everyMs: 86_400_000, keepFiles: 3 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A folder of its own, and a file in it that is opened as often as one likes. */
class Rig implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'qforge-rotation-'));
  readonly path = join(this.folder, 'app.log');
  readonly time = new SimulatedTime();

  constructor() {
    // The file system says when a file was written: both clocks must agree.
    this.time.wallOffsetMs = Date.now() - this.time.wallMs();
  }

  open(more: Partial<RotationPlan> = {}): RotatingFile {
    return RotatingFile.open(this.path, { ...plan, ...more }, this.time);
  }

  async pass(ms: number): Promise<void> {
    await this.time.settled(this.time.passes(ms), ms);
  }

  get names(): readonly string[] {
    return readdirSync(this.folder).toSorted();
  }

  /** The lines of all files, oldest file first. */
  get lines(): readonly string[] {
    const old = this.names.filter((name) => name !== 'app.log');
    return [...old, 'app.log'].flatMap((name) =>
      readFileSync(join(this.folder, name), 'utf8').split('\n').slice(0, -1),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

describe('a rotating file', () => {
  test('is its owner’s alone, and goes on where it ended', async () => {
    using rig = new Rig();
    for (const line of ['one\n', 'two\n']) {
      const file = rig.open();
      await file.append(bytes(line));
      file.close();
    }
    assert.deepEqual([rig.names, rig.lines], [['app.log'], ['one', 'two']]);
    assert.equal(statSync(rig.path).mode & 0o777, 0o600);
  });

  test('begins anew before a line would make it too large, and loses no line', async () => {
    using rig = new Rig();
    const file = rig.open({ keepFiles: 100 });
    const lines = Array.from({ length: 40 }, (_, index) => `line ${String(index).padStart(3, '0')} ${'x'.repeat(21)}`);
    for (const line of lines) {
      await file.append(bytes(`${line}\n`));
      await rig.pass(1);
    }
    file.close();
    assert.deepEqual(rig.lines, lines);
    assert.equal(rig.names.length, 14, 'three lines of 31 bytes to a file of 100');
    for (const name of rig.names) assert.ok(statSync(join(rig.folder, name)).size <= 100);
  });

  test('begins anew at midnight, and a file without lines never does', async () => {
    using rig = new Rig();
    const file = rig.open();
    const dayMs = 86_400_000;
    await rig.pass(3 * dayMs);
    await file.append(bytes('one\n'));
    await rig.pass(dayMs - (rig.time.wallMs() % dayMs) - 1);
    await file.append(bytes('two\n'));
    assert.deepEqual(rig.names, ['app.log']);
    await rig.pass(1);
    await file.append(bytes('three\n'));
    file.close();
    assert.deepEqual(rig.lines, ['one', 'two', 'three']);
    assert.match(rig.names[1] ?? '', /^app\.log\.\d{8}T000000000Z$/u);
  });

  test('keeps so many old files, the newest, also of one millisecond', async () => {
    using rig = new Rig();
    const file = rig.open({ keepFiles: 3 });
    for (let index = 0; index < 14; index += 1) await file.append(bytes(`${index} ${'x'.repeat(90)}\n`));
    file.close();
    assert.equal(rig.names.length, 4);
    assert.deepEqual(new Set(rig.lines.map((line) => Number(line.split(' ')[0]))), new Set([10, 11, 12, 13]));
  });

  test('names its old files in their order also when the clock is set back', async () => {
    using rig = new Rig();
    const file = rig.open({ keepFiles: 100 });
    for (let index = 0; index < 5; index += 1) {
      await file.append(bytes(`${index} ${'x'.repeat(90)}\n`));
      rig.time.wallOffsetMs -= 3_600_000;
    }
    file.close();
    assert.deepEqual(
      rig.lines.map((line) => Number(line.split(' ')[0])),
      [0, 1, 2, 3, 4],
    );
  });

  test('leaves files of other names alone', async () => {
    using rig = new Rig();
    for (const name of ['app.log.bak', 'app.log.20261130T092000000Z.gz', 'app.logs', 'other.log.20261130T092000000Z']) {
      writeFileSync(join(rig.folder, name), 'mine');
    }
    const file = rig.open({ keepFiles: 0 });
    for (let index = 0; index < 4; index += 1) await file.append(bytes(`${'x'.repeat(90)}\n`));
    file.close();
    assert.equal(rig.names.length, 5);
  });

  test('closes a line that a crash cut in two, so that the next one stands alone', async () => {
    using rig = new Rig();
    writeFileSync(rig.path, '{"whole":1}\n{"torn":');
    const file = rig.open();
    await file.append(bytes('{"next":2}\n'));
    file.close();
    assert.deepEqual(rig.lines, ['{"whole":1}', '{"torn":', '{"next":2}']);
  });

  test('writes at once where that is asked for, in order', async () => {
    using rig = new Rig();
    const file = rig.open();
    await file.append(bytes('one\n'));
    file.appendNow(bytes('two\n'));
    file.close();
    assert.deepEqual(rig.lines, ['one', 'two']);
  });
});
