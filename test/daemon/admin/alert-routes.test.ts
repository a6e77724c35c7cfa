import assert from 'node:assert/strict';
import test from 'node:test';
import type { Alert, Silence } from '../../../src/monitor/index.ts';
import { defaultAlertRules } from '../../../src/monitor/index.ts';
import { askedRig } from './admin-rig.ts';

interface Shown {
  readonly alerts: Alert[];
  readonly rules: { readonly name: string; readonly summary: string }[];
  readonly silences: Silence[];
  readonly sinks: { readonly name: string; readonly delivered: number }[];
}

const codeOf = async (response: Response): Promise<string> =>
  `${response.status} ${((await response.json()) as { error: { code: string } }).error.code}`;

test('shows alerts, rules, silences and sinks; a silence keeps what fires from being told, and is an event', async (t) => {
  const { rig, get, act } = askedRig(t);
  const shown = async (): Promise<Shown> => (await get('/api/v1/alerts')).json() as Promise<Shown>;
  const first = await shown();
  assert.deepEqual([first.alerts, first.silences], [[], []]);
  assert.equal(first.rules.length, defaultAlertRules.length);
  const events: string[] = [];
  rig.sources.feed.listen(({ type }) => events.push(type));
  const response = await act('POST', '/api/v1/silences', {
    rule: 'handshakes-under-load',
    forMs: 3_600_000,
    comment: 'a test',
  });
  assert.equal(response.status, 201);
  const { id } = (await response.json()) as Silence;
  rig.sources.registry.gauge('qforge_handshakes_under_load', 1);
  for (let moment = 0; moment < 10; moment += 1) rig.clock.advance(10_000);
  const silenced = await shown();
  assert.deepEqual(
    silenced.alerts.map(({ rule, state, silencedBy }) => [rule, state, silencedBy]),
    [['handshakes-under-load', 'firing', id]],
  );
  assert.deepEqual(
    silenced.silences.map(({ comment }) => comment),
    ['a test'],
  );
  assert.equal((await act('DELETE', `/api/v1/silences/${id}`)).status, 200);
  assert.equal(await codeOf(await act('DELETE', `/api/v1/silences/${id}`)), '404 SILENCE_UNKNOWN');
  rig.clock.advance(10_000);
  assert.deepEqual(
    events.filter((type) => type !== 'snapshot'),
    ['silence', 'silence', 'alert'],
  );
});

test('a test goes to every sink', async (t) => {
  const { rig, act } = askedRig(t);
  const answer = (await (await act('POST', '/api/v1/alerts/test')).json()) as { id: string; sinks: string[] };
  assert.deepEqual(answer.sinks, ['log']);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(rig.done, ['told test']);
});

test('wishes that cannot be are refused', async (t) => {
  const { act } = askedRig(t);
  const good = { rule: '*', forMs: 1000 };
  const wrong = [
    undefined,
    'x',
    [],
    {},
    { ...good, rule: 3 },
    { ...good, forMs: '1' },
    { ...good, more: 1 },
    { ...good, labels: { a: 1 } },
  ];
  for (const body of wrong) {
    assert.equal(
      await codeOf(await act('POST', '/api/v1/silences', body)),
      '400 ADMIN_REQUEST_INVALID',
      JSON.stringify(body),
    );
  }
  for (const body of [
    { ...good, rule: 'none' },
    { ...good, forMs: 0 },
  ]) {
    assert.equal(await codeOf(await act('POST', '/api/v1/silences', body)), '400 ARGUMENT_INVALID');
  }
});
