import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { alertRules } from '../../../src/daemon/alerts/alert-config.ts';
import { type DaemonConfig, parseDaemonConfig } from '../../../src/daemon/daemon-config.ts';
import { defaultAlertRules } from '../../../src/monitor/index.ts';

const parse = (text: string): DaemonConfig => parseDaemonConfig(text, 'qforge.toml');

describe('alerts in a configuration', () => {
  test('rules of every kind', () => {
    const { alerts } = parse(`
      [[alerts.rule]]
      name = "many-channels"
      series = "qforge_channels_open"
      above = 500
      forSeconds = 60
      severity = "critical"
      summary = "Too many."
      [[alerts.rule]]
      name = "pool-falls"
      kind = "rate"
      series = 'qforge_kme_stored_keys{link="b"}'
      below = -2
      [[alerts.rule]]
      name = "no-scrape"
      kind = "absence"
      series = "qforge_shared_keys_stored"
      [[alerts.rule]]
      name = "odd-latency"
      kind = "anomaly"
      series = "p99:qforge_message_acknowledged_seconds"`);
    const own = alertRules(alerts).filter(({ isDefault }) => !isDefault);
    assert.deepEqual(own[0], {
      name: 'many-channels',
      severity: 'critical',
      forMs: 60_000,
      summary: 'Too many.',
      isDefault: false,
      condition: {
        kind: 'threshold',
        series: { kind: 'value', metric: 'qforge_channels_open', labels: {} },
        above: 500,
        below: undefined,
      },
    });
    assert.deepEqual(
      own.map(({ condition }) => condition.kind),
      ['threshold', 'rate', 'absence', 'anomaly'],
    );
    assert.equal(alertRules(alerts).length, 4 + defaultAlertRules.length);
  });

  test('default rules hold unless they are left out, replaced or all switched off', () => {
    assert.deepEqual(alertRules(), defaultAlertRules);
    assert.deepEqual(alertRules(parse('[alerts]\ndefaults = false').alerts), []);
    const without = alertRules(parse('[alerts]\nwithout = ["unhealthy"]').alerts);
    assert.ok(!without.some(({ name }) => name === 'unhealthy') && without.length === defaultAlertRules.length - 1);
    const replaced = parse('[[alerts.rule]]\nname = "unhealthy"\nseries = "qforge_health_level"\nabove = 0.5').alerts;
    const named = alertRules(replaced).filter(({ name }) => name === 'unhealthy');
    assert.deepEqual(
      named.map(({ isDefault }) => isDefault),
      [false],
    );
  });

  test('what cannot be is refused, with its place', () => {
    const rule = '[[alerts.rule]]\nname = "x"\n';
    const wrong: Readonly<Record<string, RegExp>> = {
      [`${rule}series = "qforge_nothing"\nabove = 1`]: /alerts\.rule\.0\.series: it names no metric/u,
      [`${rule}series = "x{"\nabove = 1`]: /names no metric/u,
      [`${rule}series = "qforge_channels_open"`]: /need "above" or "below"/u,
      [`${rule}kind = "absence"\nseries = "qforge_channels_open"\nabove = 1`]: /others have neither/u,
      [`${rule}series = "qforge_channels_open"\nabove = nan`]: /above/u,
      [`${rule}series = "qforge_channels_open"\nabove = 1\nforSeconds = -1`]: /forSeconds/u,
      [`${rule}series = "qforge_channels_open"\nabove = 1\n${rule}series = "qforge_channels_open"\nabove = 2`]:
        /two rules have one name/u,
      '[alerts]\nwithout = ["no-such-rule"]': /without/u,
      '[[alerts.webhook]]\nurl = "http://example.org/hook"': /no https:\/\/ address/u,
      '[[alerts.webhook]]\nurl = "file:///etc/passwd"': /no https:\/\/ address/u,
      '[[alerts.exec]]\ncommand = []': /command/u,
    };
    for (const [text, reason] of Object.entries(wrong)) {
      assert.throws(
        () => parse(text),
        (error) => isQForgeError(error, 'CONFIG_INVALID') && reason.test(error.message),
        text,
      );
    }
    assert.equal(parse('[[alerts.webhook]]\nurl = "http://127.0.0.1:9/hook"').alerts?.webhook?.length, 1);
  });
});
