import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { defaultThreatPolicy, rateDetectors, subjectOf } from '../../src/security/threat-catalogue.ts';

describe('the catalogue of threats', () => {
  test('has rates that are raised above the usual ones, and a reaction or none for each detector', () => {
    for (const { name, usualPerHour, raisedPerHour } of rateDetectors) {
      assert.ok(raisedPerHour > usualPerHour && usualPerHour > 0, name);
      assert.ok(Object.hasOwn(defaultThreatPolicy, name), name);
    }
    assert.equal(new Set(rateDetectors.map(({ name }) => name)).size, rateDetectors.length);
    assert.equal(Object.keys(defaultThreatPolicy).length, rateDetectors.length + 3);
  });

  test('is the table of the specification', () => {
    const page = readFileSync(new URL('../../docs/spec/threat-detection.md', import.meta.url), 'utf8');
    for (const { name, usualPerHour, raisedPerHour, severity } of rateDetectors) {
      const policy = defaultThreatPolicy[name];
      const reaction = policy === 'none' ? 'none' : policy.reaction;
      const row = page.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';
      const cells = row.split('|').map((cell) => cell.trim());
      assert.deepEqual(cells.slice(3, 7), [String(usualPerHour), String(raisedPerHour), severity, reaction], name);
    }
  });

  test('knows whom a signal is about', () => {
    assert.equal(subjectOf({ type: 'opening-replayed', source: '192.0.2.1' }), '192.0.2.1');
    assert.equal(subjectOf({ type: 'handshake-failed', source: undefined, code: 'X' }), undefined);
    assert.equal(subjectOf({ type: 'frame-malformed', peer: 'qf1' }), 'qf1');
    assert.equal(subjectOf({ type: 'qkd-aborted', link: 'a-b' }), 'a-b');
    assert.equal(subjectOf({ type: 'entropy-failed', name: 'system', required: true }), 'system');
  });
});
