import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { CompactReport } from '../../tools/test-report.ts';

interface Outcome {
  readonly lines: readonly string[];
  readonly failed: boolean;
}

/** Runs test files of these contents for real, and reports on them. */
async function report(files: Readonly<Record<string, string>>): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-report-'));
  const context = process.env['NODE_TEST_CONTEXT'];
  // Inside a test run node:test refuses to run files unless it forgets where it is.
  delete process.env['NODE_TEST_CONTEXT'];
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const lines: string[] = [];
    const compact = new CompactReport((line) => lines.push(line), folder);
    const paths = Object.keys(files).map((name) => join(folder, name));
    const events: AsyncIterable<TestEvent> = run({ files: paths });
    for await (const event of events) compact.take(event);
    return { lines, failed: compact.failed };
  } finally {
    if (context !== undefined) process.env['NODE_TEST_CONTEXT'] = context;
    rmSync(folder, { recursive: true });
  }
}

const PASSING = `import test from 'node:test'; test('fine', (t) => t.diagnostic('seed 7'));`;

test('a passing file is one line with its diagnostics, and the totals end the report', async () => {
  const { lines, failed } = await report({ 'a.test.mjs': PASSING });
  assert.equal(failed, false);
  assert.match(lines[0] ?? '', /^✔ a\.test\.mjs {2}1 tests {2}\d+ ms$/u);
  assert.equal(lines[1], '    ℹ seed 7');
  assert.ok(lines.includes('ℹ pass 1') && lines.includes('ℹ fail 0'));
});

test('a failing test is shown with its place and its reason, in a suite too', async () => {
  const failing = `import { describe, it } from 'node:test'; describe('all', () => { it('breaks', () => { throw new TypeError('no good'); }); });`;
  const { lines, failed } = await report({ 'a.test.mjs': PASSING, 'b.test.mjs': failing });
  assert.equal(failed, true);
  assert.ok(lines.some((line) => line.includes('✖ breaks (b.test.mjs:1)') && line.includes('no good')));
  const end = lines.slice(lines.indexOf('failed: b.test.mjs'));
  assert.equal(end[1], '✖ breaks (b.test.mjs:1)');
  assert.ok(end[2]?.includes('no good') && end.includes('ℹ fail 1'), 'explained once more at the end');
  assert.ok(!lines.some((line) => line.includes('✖ all')), 'the suite around it is not a failure of its own');
});

test('the last lines explain every failure, however much was printed, with what came first and last of it', async () => {
  const loud = (name: string): string => `import test from 'node:test';
    test('left out ${name}', { skip: 'no such disk' }, () => {});
    test('loud ${name}', () => {
      for (let line = 0; line < 5000; line += 1) console.log('${name} says', line);
      throw new Error(['why ${name}', ...Array.from({ length: 5000 }, (_, line) => 'found ' + line), 'the end ${name}'].join('\\n'));
    });`;
  const names = ['a', 'b', 'c'];
  const { lines, failed } = await report(Object.fromEntries(names.map((name) => [`${name}.test.mjs`, loud(name)])));
  assert.equal(failed, true);
  const last = lines.flatMap((line) => line.split('\n')).slice(-200);
  for (const name of names) {
    const from = last.indexOf(`failed: ${name}.test.mjs`);
    const explained = last.slice(
      from,
      last.findIndex((line, index) => index > from && /^(?:failed|ℹ)/u.test(line)),
    );
    const has = (text: string): boolean => explained.some((line) => line.includes(text));
    assert.ok(from > 0 && has(`✖ loud ${name}`) && has(`why ${name}`) && has(`the end ${name}`), explained.join('\n'));
    assert.ok(has(`${name} says 0`) && has(`${name} says 4999`) && has('lines more'), explained.join('\n'));
    assert.ok(last.includes(`skipped: ${name}.test.mjs: left out ${name}: no such disk`));
  }
  assert.ok(last.includes('ℹ fail 3'));
});

test('of many failures each has its first lines', async () => {
  const tests = Array.from(
    { length: 90 },
    (_, index) => `test('number ${index}', () => { throw new Error('reason ${index}'); });`,
  );
  const { lines } = await report({ 'a.test.mjs': `import test from 'node:test'; ${tests.join('\n')}` });
  const end = lines.slice(lines.indexOf('failed: a.test.mjs'));
  for (const index of tests.keys())
    assert.ok(
      end.some((line) => line.startsWith(`✖ number ${index} (`)),
      `${index}`,
    );
});

test('what was skipped is named with its reason', async () => {
  const text = `import test from 'node:test';
    test('fine', () => {}); test('left out', { skip: 'no such disk' }, () => {}); test('silent', { skip: true }, () => {});`;
  const { lines, failed } = await report({ 'a.test.mjs': text });
  assert.equal(failed, false);
  assert.deepEqual(
    lines.filter((line) => line.startsWith('skipped: ')),
    ['skipped: a.test.mjs: left out: no such disk', 'skipped: a.test.mjs: silent: no reason is given'],
  );
});

test('a file that dies is a failure with its output', async () => {
  const { lines, failed } = await report({ 'a.test.mjs': `console.log('last words'); process.exit(3);` });
  assert.equal(failed, true);
  assert.ok(lines.some((line) => line.includes('last words')));
});

test('a file without a test is a failure', async () => {
  const { lines, failed } = await report({ 'a.test.mjs': '' });
  assert.equal(failed, true);
  assert.ok(lines.some((line) => line.includes('the file holds no test')));
});

test('a run that never came to its totals has failed', () => {
  assert.equal(new CompactReport(() => undefined, '/').failed, true);
});
