import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzInWorker } from './fuzz-process.ts';

const program = (body: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { workerData, parentPort } from 'node:worker_threads';
      const words = new Int32Array(workerData.memory, 0, 2);
      new Uint8Array(workerData.memory, 8).set([1, 2, 3]);
      Atomics.store(words, 1, 3);
      Atomics.add(words, 0, 1);
      ${body}`)}`,
  );
const order = { name: 'test', count: 1, seed: 1 };

test('a decoder that works for ever is a fault, with its input', async () => {
  const { faults } = await fuzzInWorker(program('for (;;);'), order, { processorMs: 300, clockMs: Infinity });
  assert.deepEqual(faults, [{ what: 'it hangs', input: 'AQID' }]);
});

test('a decoder that waits for ever is a fault, with its input', async () => {
  const waiting = program('setInterval(() => undefined, 1000);');
  const { faults } = await fuzzInWorker(waiting, order, { processorMs: Infinity, clockMs: 300 });
  assert.deepEqual(faults, [{ what: 'it waits for ever', input: 'AQID' }]);
});

test('a thread that gets no processor has not hung', async () => {
  const idle = program('setTimeout(() => parentPort.postMessage({ faults: [] }), 900);');
  const { faults } = await fuzzInWorker(idle, order, { processorMs: 800, clockMs: Infinity });
  assert.deepEqual(faults, []);
});

test('a thread that dies, or runs out of memory, is a fault, with its input', async () => {
  const died = await fuzzInWorker(program("throw new RangeError('no');"), order);
  assert.match(died.faults[0]?.what ?? '', /the thread died: RangeError: no/);
  const hungry = await fuzzInWorker(
    program('const all = []; for (;;) all.push(new Array(1e6).fill(all.length));'),
    order,
  );
  assert.match(hungry.faults[0]?.what ?? '', /ERR_WORKER_OUT_OF_MEMORY/);
  assert.equal(hungry.faults[0]?.input, 'AQID');
  const silent = await fuzzInWorker(program(''), order);
  assert.match(silent.faults[0]?.what ?? '', /without a report/);
});

test('a target of the repository is fuzzed to its end', async () => {
  const worker = new URL('fuzz-worker.ts', import.meta.url);
  const report = await fuzzInWorker(worker, { name: 'address', count: 500, seed: 3 });
  assert.deepEqual(report.faults, []);
  assert.ok(report.inputs >= 500 && report.covered > 1000 && report.corpus.length > 3);
  const unknown = await fuzzInWorker(worker, { name: 'tea', count: 1, seed: 1 });
  assert.match(unknown.faults[0]?.what ?? '', /there is no target tea/);
});
