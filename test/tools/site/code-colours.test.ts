import assert from 'node:assert/strict';
import test from 'node:test';
import { colouredCode } from '../../../tools/site/code-colours.ts';

test('known languages are marked, others and marks of HTML stay text', () => {
  assert.equal(colouredCode('const a = 1;', 'ts').includes('<span class="hljs-keyword">const</span>'), true);
  assert.equal(colouredCode('a <b> & c', undefined), 'a &lt;b&gt; &amp; c');
  assert.equal(colouredCode('a <b>', 'nonsense'), 'a &lt;b&gt;');
});

test('in a transcript prompts and answers are told apart', () => {
  assert.equal(
    colouredCode('bob$ qforge id\n<qf1>', 'console'),
    '<span class="prompt">bob$</span> qforge id\n<span class="answer">&lt;qf1&gt;</span>',
  );
});
