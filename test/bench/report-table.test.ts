import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { amount, factLines, markdownTable, textTable } from '../../bench/report-table.ts';
import { sampleResult, samplesOfRatio } from './sample-result.ts';

const results = [
  sampleResult('latency', samplesOfRatio(0.5)),
  sampleResult('init', { ...samplesOfRatio(1), peer: 2 }, samplesOfRatio(123.4)),
];

describe('report table', () => {
  test('amounts have three digits that count', () => {
    const expected = { 0: '0', 0.012345: '0.0123', 1: '1.00', 12.345: '12.3', 123.456: '123', 1234567: '1,234,567' };
    for (const [value, text] of Object.entries(expected)) assert.equal(amount(Number(value)), text);
  });

  test('the Markdown table has a line for every measurement and says which peers were only stated', () => {
    assert.equal(
      markdownTable(results),
      [
        '| benchmark | against | ours | peer | unit | ours / peer | quartiles | limit | ours / limit | runs |',
        '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| latency | peer | 7.50 | 15.0 | ms | 0.500 | 0.500 - 0.500 | 1.00 | 7.50 | 2 |',
        '| latency: rate | peer | 7.50 | 15.0 | ms | 0.500 | 0.500 - 0.500 | 1.00 | 7.50 | 2 |',
        '| init | peer (stated) | 15.0 | 2.00 | ms | 7.50 | 6.25 - 8.75 | 1.00 | 15.0 | 2 |',
        '| init: rate | peer | 1,851 | 15.0 | ms | 123 | 123 - 123 | 1.00 | 1,851 | 2 |',
      ].join('\n'),
    );
  });

  test('the text table has the same cells in columns', () => {
    const lines = textTable(results).split('\n');
    assert.equal(lines.length, 5);
    const column = lines[0]?.indexOf('against') ?? -1;
    assert.ok(lines.slice(1).every((line) => line.slice(column).startsWith('peer')));
    assert.deepEqual(lines[4]?.split(/ {2,}/), [
      'init: rate',
      'peer',
      '1,851',
      '15.0',
      'ms',
      '123',
      '123 - 123',
      '1.00',
      '1,851',
      '2',
    ]);
  });

  test('facts are listed by benchmark', () => {
    assert.deepEqual(factLines(results), ['latency: suite: X', 'init: suite: X']);
  });
});
