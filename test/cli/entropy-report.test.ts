import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceLines, surveyLines } from '../../src/cli/entropy-report.ts';

test('the sources of a machine, printable', () => {
  const lines = sourceLines({
    isHealthy: true,
    sources: [
      { name: 'system', provenance: 'the system', entropyBits: 7, samples: 1024, problem: undefined, readmissions: 0 },
      { name: '/dev/x\u001b', provenance: 'a device', entropyBits: 1, samples: 5, problem: 'stuck', readmissions: 0 },
    ],
  });
  assert.match(lines[1] ?? '', /^system +healthy +1024 bytes +the system$/u);
  assert.match(lines[2] ?? '', / stuck +5 bytes +a device$/u);
  assert.ok(!lines.join('').includes('\u001b'));
});

test('a survey with every figure', () => {
  const estimate = { mostCommonValue: 1, collision: 0.9, markov: 0.95, minEntropy: 0.9 };
  const tests = {
    frequency: 0.5,
    blockFrequency: 0.25,
    runs: 1,
    longestRun: 0,
    cumulativeSumsForward: 0.1,
    cumulativeSumsBackward: 0.2,
    approximateEntropy: 0.3,
    serial1: 0.4,
    serial2: 0.6,
  };
  const lines = surveyLines({
    source: 'noise',
    provenance: 'a file',
    bytes: 2048,
    health: { samples: 2048, problem: undefined },
    byteEstimate: { ...estimate, minEntropy: 7.1 },
    bitEstimate: estimate,
    tests,
  });
  assert.ok(lines.some((line) => /^min-entropy +7\.100 bits a byte, 0\.900 bits a bit$/u.test(line)));
  assert.ok(lines.some((line) => /^cumulative sums forward +P = 0\.100000$/u.test(line)));
  assert.ok(lines.some((line) => /^serial 2 +P = 0\.600000$/u.test(line)));
  assert.equal(lines.length, 5 + Object.keys(tests).length);
});
