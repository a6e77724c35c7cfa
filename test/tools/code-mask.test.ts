import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { resolve } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { maskSource } from '../../tools/code-mask.ts';
import { REPOSITORY_ROOT } from '../../tools/source-tree.ts';

const codeOf = (text: string): string => maskSource(text).code;

test('strings lose their insides and keep their quotes', () => {
  assert.equal(codeOf(`a('x"y', "it's", 'a\\'b')`), `a('   ', "    ", '    ')`);
});

test('comments vanish from the code and are all that is left in the comments', () => {
  const text = 'a; // one\nb /* two\n three */ c';
  assert.deepEqual(maskSource(text), {
    code: 'a;       \nb       \n          c',
    comments: '   // one\n  /* two\n three */  ',
  });
});

test('comment signs inside strings, templates and regular expressions are not comments', () => {
  for (const literal of [`'// no'`, '`/* no`', '/\\/* no/u', '/[/*]/u']) {
    const { code, comments } = maskSource(`f(${literal}); g()`);
    assert.match(code, /g\(\)$/u, literal);
    assert.equal(comments.trim(), '', literal);
  }
});

test('the code inside a template is code, down to templates inside it', () => {
  assert.equal(codeOf('`a ${b({ c: `d ${e}` })} f` + g'), '`  ${b({ c: `  ${e}` })}  ` + g');
});

test('a slash after an operand divides, and after anything else opens a regular expression', () => {
  assert.equal(codeOf(`a / b / 'c'`), `a / b / ' '`);
  assert.equal(codeOf(`(a) / b / 'c'`), `(a) / b / ' '`);
  assert.equal(codeOf(`return /'/u`), `return / /u`);
  assert.equal(codeOf(`x = /"/u; '"'`), `x = / /u; ' '`);
  assert.equal(codeOf(`a.return / 'b' / c`), `a.return / ' ' / c`);
});

test('tags of JSX are code, and an apostrophe in their text begins no string', () => {
  for (const text of [
    'return <p>{a}</p>; // b',
    '<Row cells={{ a }} />{b}</td>{c}',
    "<p>this device's {a} and the peers' {b}</p>",
    '<br />{a}',
  ]) {
    const { code } = maskSource(text);
    assert.equal(code.trimEnd(), text.replace(/ *\/\/ b/u, ''), text);
  }
  assert.equal(codeOf(`f(/>a</u)`), 'f(/   /u)');
});

test('both views keep the length and the lines of any text', () => {
  const signs = fc.constantFrom(...`'"\`/*\\\n\${}[]()a =`.split(''));
  fc.assert(
    fc.property(fc.string({ unit: signs, maxLength: 40 }), (text) => {
      const { code, comments } = maskSource(text);
      assert.equal(code.length, text.length);
      assert.equal(comments.length, text.length);
      assert.deepEqual([...code.matchAll(/\n/gu)].length, [...text.matchAll(/\n/gu)].length);
    }),
    { seed: 20_261_101, numRuns: 2_000 },
  );
});

test("every source keeps its braces in balance, and still parses as Node's own stripper reads it", () => {
  const files = globSync(['tools/**/*.ts', 'apps/**/*.tsx'], { cwd: REPOSITORY_ROOT });
  assert.ok(files.filter((file) => file.endsWith('.ts')).length > 5 && files.some((file) => file.endsWith('.tsx')));
  for (const file of files) {
    const { code } = maskSource(readFileSync(resolve(REPOSITORY_ROOT, file), 'utf8'));
    // A regular expression with a blank body is one that matches blanks, and a template or string stays one.
    if (file.endsWith('.ts')) assert.doesNotThrow(() => stripTypeScriptTypes(code), file);
    for (const pair of ['()', '[]', '{}']) {
      const [open = '', close = ''] = pair;
      assert.equal(code.split(open).length, code.split(close).length, `${pair} in ${file}`);
    }
  }
});
