import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryPipe } from '../../src/network/memory-pipe.ts';

interface Bench {
  readonly pipe: MemoryPipe;
  readonly steps: (() => void)[];
  readonly log: string[];
}

function makePipe(deliveryBytes: number): Bench {
  const steps: (() => void)[] = [];
  const log: string[] = [];
  const marks = { highWaterBytes: 10, lowWaterBytes: 4 };
  const pipe = new MemoryPipe((step) => steps.push(step), marks, deliveryBytes);
  pipe.connect({
    onData: (bytes) => log.push(Buffer.from(bytes).toString()),
    onEnd: () => log.push('<end>'),
    onDrain: () => log.push('<drain>'),
  });
  return { pipe, steps, log };
}

function runAll(steps: (() => void)[]): void {
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) step();
}

const text = (value: string): Uint8Array => Buffer.from(value);

describe('memory pipe', () => {
  test('nothing is delivered or scheduled before somebody reads', () => {
    const { pipe, steps, log } = makePipe(4);
    pipe.write(text('abc'));
    pipe.end();
    assert.equal(steps.length, 0);
    pipe.setReading(true);
    runAll(steps);
    assert.deepEqual(log, ['abc', '<end>']);
  });

  test('chunks are cut to the delivery length and never joined', () => {
    const { pipe, steps, log } = makePipe(4);
    pipe.setReading(true);
    pipe.write(text('abcdef'));
    pipe.write(text('g'));
    pipe.write(text('hi'));
    runAll(steps);
    assert.deepEqual(log, ['abcd', 'ef', 'g', 'hi']);
  });

  test('the writer waits above the high mark and goes on at the low mark', () => {
    const { pipe, steps, log } = makePipe(4);
    pipe.setReading(true);
    assert.equal(pipe.write(text('0123456789')), true);
    assert.equal(pipe.write(text('a')), false);
    assert.equal(pipe.queuedBytes, 11);
    runAll(steps);
    assert.deepEqual(log, ['0123', '4567', '<drain>', '89', 'a']);
    assert.equal(pipe.queuedBytes, 0);
  });

  test('chunks go back to the writer once delivered whole', () => {
    const { pipe, steps, log } = makePipe(2);
    pipe.setReading(true);
    pipe.write(text('abc'), () => log.push('<written>'));
    pipe.write(text('d'));
    runAll(steps);
    assert.deepEqual(log, ['ab', '<written>', 'c', 'd']);
  });

  test('no step runs while the reader holds deliveries back', () => {
    const { pipe, steps, log } = makePipe(4);
    pipe.setReading(true);
    pipe.write(text('abc'));
    pipe.setReading(false);
    runAll(steps);
    assert.deepEqual(log, []);
    pipe.setReading(true);
    runAll(steps);
    assert.deepEqual(log, ['abc']);
  });

  test('a dropped pipe is silent', () => {
    const { pipe, steps, log } = makePipe(4);
    pipe.setReading(true);
    pipe.write(text('abc'), () => log.push('<written>'));
    pipe.end();
    pipe.drop();
    runAll(steps);
    pipe.write(text('abc'));
    runAll(steps);
    assert.deepEqual(log, []);
  });
});
