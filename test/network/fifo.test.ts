import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fifo } from '../../src/network/fifo.ts';

const seed = Number(process.env['SEED'] ?? 20_261_301);

test('what goes in first comes out first', () => {
  const fifo = new Fifo<string>();
  assert.deepEqual([fifo.length, fifo.peek(), fifo.shift(), fifo.length], [0, undefined, undefined, 0]);
  fifo.push('a');
  fifo.push('b');
  assert.deepEqual([fifo.length, fifo.peek(), fifo.peek()], [2, 'a', 'a']);
  assert.deepEqual([fifo.shift(), fifo.shift(), fifo.shift(), fifo.length], ['a', 'b', undefined, 0]);
  fifo.push('c');
  assert.deepEqual([fifo.shift(), fifo.length], ['c', 0]);
  fifo.push('d');
  fifo.clear();
  assert.deepEqual([fifo.length, fifo.peek(), fifo.shift()], [0, undefined, undefined]);
});

test(`it agrees with an array under any use, also when it grows round its end (seed ${seed})`, () => {
  const steps = fc.array(fc.tuple(fc.nat(3000), fc.nat(3000)), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (rounds) => {
      const [fifo, model]: [Fifo<number>, number[]] = [new Fifo(), []];
      let next = 0;
      for (const [pushes, shifts] of rounds) {
        for (let i = 0; i < pushes; i += 1) {
          fifo.push(next);
          model.push(next);
          next += 1;
        }
        for (let i = 0; i < shifts; i += 1) assert.equal(fifo.shift(), model.shift());
        assert.deepEqual([fifo.length, fifo.peek()], [model.length, model[0]]);
        const place = Math.floor(model.length / 2);
        assert.deepEqual([fifo.at(0), fifo.at(place), fifo.at(model.length)], [model[0], model[place], undefined]);
      }
    }),
    { seed, numRuns: 30 },
  );
});
