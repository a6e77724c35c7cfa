import assert from 'node:assert/strict';
import test from 'node:test';
import { limitedText } from '../../../src/quantum/hardware/limited-text.ts';
import { MAX_ANSWER_CHARS } from '../../../src/quantum/index.ts';

test('an answer is read whole, across the bytes of a sign', async () => {
  const bytes = new TextEncoder().encode('a ψ');
  const body = new ReadableStream({
    start: (controller) => {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  assert.equal(await limitedText(new Response(body), 'b'), 'a ψ');
  assert.equal(await limitedText(new Response(null), 'b'), '');
});

test('an answer without end is given up', async () => {
  const chunk = new Uint8Array(1_048_576);
  let chunks = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      chunks += 1;
      controller.enqueue(chunk);
    },
  });
  await assert.rejects(limitedText(new Response(body), 'b'), /more than 16777216 characters/u);
  assert.ok(chunks < MAX_ANSWER_CHARS / chunk.length + 5);
});
