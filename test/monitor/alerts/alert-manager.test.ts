import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { REPEAT_AFTER_MS } from '../../../src/monitor/alerts/alert-manager.ts';
import { MAX_SILENCE_MS, MAX_SILENCES } from '../../../src/monitor/alerts/silence.ts';
import { HistoryFile } from '../../../src/monitor/trends/history-file.ts';
import { SAMPLE_EVERY_MS } from '../../../src/monitor/trends/history-tiers.ts';
import { alertRig, ruleOf } from './alert-rig.ts';

describe('alerts', () => {
  test('fire once after their time, and are resolved once', (t) => {
    const { registry, manager, pass, heard } = alertRig(t, [ruleOf('many', { forMs: 30_000 })]);
    registry.gauge('qforge_channels_open', 11);
    pass(3);
    assert.deepEqual([manager.alerts().map(({ state }) => state), heard()], [['pending'], []]);
    pass(1);
    assert.deepEqual(heard(), ['many firing']);
    pass(5);
    assert.deepEqual(heard(), []);
    const [alert] = manager.alerts();
    assert.deepEqual([alert?.value, alert?.limit, alert?.sentence], [11, 10, 'qforge_channels_open is 11, above 10.']);
    registry.gauge('qforge_channels_open', 10);
    pass(2);
    assert.deepEqual(heard(), []);
    pass(1);
    assert.deepEqual(heard(), ['many resolved']);
    assert.equal(manager.alerts()[0]?.state, 'resolved');
    pass(3_700_000 / SAMPLE_EVERY_MS);
    assert.deepEqual(manager.alerts(), []);
  });

  test('that never fired are never told of', (t) => {
    const { registry, manager, pass, heard } = alertRig(t, [ruleOf('many', { forMs: 60_000 })]);
    registry.gauge('qforge_channels_open', 11);
    pass(3);
    registry.gauge('qforge_channels_open', 1);
    pass(9);
    assert.deepEqual([heard(), manager.alerts()], [[], []]);
  });

  test('are one for each series, and one for what comes and goes', (t) => {
    const series = { kind: 'value', metric: 'qforge_kme_stored_keys', labels: {} } as const;
    const { registry, manager, pass, heard } = alertRig(t, [
      ruleOf('low', {}, { kind: 'threshold', series, below: 5 }),
    ]);
    for (const link of ['a', 'b', 'c']) registry.gauge('qforge_kme_stored_keys', link === 'c' ? 9 : 1, { link });
    pass(1);
    assert.deepEqual(heard(), ['low firing', 'low firing']);
    assert.equal(new Set(manager.alerts().map(({ id }) => id)).size, 2);
    for (const stored of [9, 1, 9, 9, 1]) {
      registry.gauge('qforge_kme_stored_keys', stored, { link: 'a' });
      pass(1);
    }
    assert.deepEqual(heard(), []);
  });

  test('that go on are told of again', (t) => {
    const { registry, pass, heard } = alertRig(t, [ruleOf('many')]);
    registry.gauge('qforge_channels_open', 11);
    pass(REPEAT_AFTER_MS / SAMPLE_EVERY_MS + 2);
    assert.deepEqual(heard(), ['many firing', 'many firing']);
  });

  test('the worst of those that fire come first', (t) => {
    const rules = [
      ruleOf('some', { severity: 'info' }),
      ruleOf('all', { severity: 'critical' }),
      ruleOf('soon', { forMs: 60_000 }),
    ];
    const { registry, manager, pass } = alertRig(t, rules);
    registry.gauge('qforge_channels_open', 11);
    pass(1);
    assert.deepEqual(
      manager.alerts().map(({ rule }) => rule),
      ['all', 'some', 'soon'],
    );
  });
});

describe('silences', () => {
  test('keep alerts from being told, until they end', (t) => {
    const { registry, manager, pass, heard } = alertRig(t, [ruleOf('many'), ruleOf('other')]);
    const made = manager.silence({ rule: 'many', labels: {}, forMs: 60_000, comment: 'known' });
    registry.gauge('qforge_channels_open', 11);
    pass(1);
    assert.deepEqual(heard(), ['other firing']);
    assert.equal(manager.alerts().find(({ rule }) => rule === 'many')?.silencedBy, made.id);
    pass(6);
    assert.deepEqual(heard(), ['many firing']);
    assert.deepEqual(manager.silences(), []);
  });

  test('can be ended early, and hide what came and went', (t) => {
    const { registry, manager, pass, heard } = alertRig(t, [ruleOf('many')]);
    const { id } = manager.silence({ rule: '*', labels: {}, forMs: MAX_SILENCE_MS, comment: '' });
    registry.gauge('qforge_channels_open', 11);
    pass(1);
    registry.gauge('qforge_channels_open', 1);
    pass(5);
    assert.equal(manager.endSilence(id), true);
    assert.equal(manager.endSilence(id), false);
    pass(2);
    assert.deepEqual(heard(), []);
  });

  test('are about labels where they name some', (t) => {
    const series = { kind: 'value', metric: 'qforge_kme_stored_keys', labels: {} } as const;
    const { registry, manager, pass, told } = alertRig(t, [ruleOf('low', {}, { kind: 'threshold', series, below: 5 })]);
    manager.silence({ rule: 'low', labels: { link: 'a' }, forMs: 60_000, comment: '' });
    for (const link of ['a', 'b']) registry.gauge('qforge_kme_stored_keys', 1, { link });
    pass(1);
    assert.deepEqual(
      told.map(({ labels }) => labels),
      [{ link: 'b' }],
    );
  });

  test('are refused where they make no sense, and bounded', (t) => {
    const { manager } = alertRig(t, [ruleOf('many')]);
    const wish = { rule: 'many', labels: {}, forMs: 1000, comment: '' };
    const isRefused = (error: unknown): boolean => isQForgeError(error, 'ARGUMENT_INVALID');
    for (const wrong of [
      { rule: 'none' },
      { forMs: 0 },
      { forMs: -1 },
      { forMs: Number.NaN },
      { forMs: MAX_SILENCE_MS + 1 },
    ]) {
      assert.throws(() => manager.silence({ ...wish, ...wrong }), isRefused, JSON.stringify(wrong));
    }
    for (let count = 0; count < MAX_SILENCES; count += 1) manager.silence(wish);
    assert.throws(() => manager.silence(wish), isRefused);
  });
});

test('a restart forgets neither alerts nor silences, and tells nothing twice', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-alerts-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'history.sqlite');
  const rules = [ruleOf('many'), ruleOf('soon', { forMs: 60_000 }), ruleOf('gone')];
  const first = alertRig(t, rules, HistoryFile.open(path));
  first.registry.gauge('qforge_channels_open', 11);
  first.manager.silence({ rule: 'gone', labels: {}, forMs: 3_600_000, comment: 'kept' });
  first.pass(4);
  assert.deepEqual(first.heard(), ['many firing']);
  first.manager[Symbol.dispose]();
  first.file[Symbol.dispose]();
  const second = alertRig(t, rules.slice(0, 2), HistoryFile.open(path));
  assert.equal(second.manager.silences()[0]?.comment, 'kept');
  second.registry.gauge('qforge_channels_open', 11);
  second.pass(2);
  // 30 s before the restart and 20 s since: it is not a minute yet. The rule that is gone takes its alerts along.
  assert.deepEqual(
    second.manager.alerts().map(({ rule, state }) => `${rule} ${state}`),
    ['many firing', 'soon pending'],
  );
  second.pass(2);
  assert.deepEqual(second.heard(), ['soon firing']);
  second.registry.gauge('qforge_channels_open', 1);
  second.pass(4);
  assert.deepEqual(second.heard(), ['many resolved', 'soon resolved']);
});
