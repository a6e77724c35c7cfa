import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isQForgeError, systemClock } from '../../src/base/index.ts';
import { surveyDevice, surveySources } from '../../src/client/entropy-survey.ts';

describe('a survey of entropy', () => {
  it('finds the sources of this machine, the system healthy', async () => {
    const { isHealthy, sources } = await surveySources(systemClock);
    assert.equal(isHealthy, true);
    assert.equal(sources[0]?.name, 'system');
  });

  it('tells a good file from a bad one', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-survey-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const [good, bad] = [join(folder, 'good'), join(folder, 'bad')];
    writeFileSync(good, randomBytes(20_000));
    writeFileSync(bad, Buffer.alloc(20_000, 'abc'));
    const sound = await surveyDevice(good, 20_000, systemClock);
    assert.equal(sound?.health.problem, undefined);
    assert.ok((sound?.byteEstimate.minEntropy ?? 0) > 6 && (sound?.bitEstimate.minEntropy ?? 0) > 0.7);
    assert.ok((sound?.tests.frequency ?? 0) > 1e-6);
    const poor = await surveyDevice(bad, 20_000, systemClock);
    assert.ok((poor?.byteEstimate.minEntropy ?? 9) < 2 && (poor?.tests.approximateEntropy ?? 1) < 1e-6);
    assert.equal(await surveyDevice(join(folder, 'none'), 100, systemClock), undefined);
    await assert.rejects(surveyDevice(folder, 100, systemClock), (error) => isQForgeError(error, 'ENTROPY_UNREADABLE'));
  });
});
