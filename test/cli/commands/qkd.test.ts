import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { User } from '../command-line.ts';

const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('qforge qkd simulate', () => {
  test('by formula: a line for each distance, with the published rates', async (t) => {
    const words = [
      'qkd',
      'simulate',
      '--analytic',
      '--source',
      'gys',
      '--distance',
      '20',
      '--distance',
      '100',
      '--json',
    ];
    const { code, stdout } = await new User(t).run(words);
    assert.equal(code, 0);
    const [near, far] = lines(stdout);
    assert.equal(near?.['protocol'], 'bb84-decoy');
    assert.equal(near['distanceKm'], 20);
    assert.ok(Math.abs(Number(near['secretKeyRatePerPulse']) - 9.625e-4) < 1e-6);
    assert.ok(Math.abs(Number(far?.['secretKeyRatePerPulse']) - 1.718e-5) < 1e-8);
    for (const name of ['qber', 'gain']) assert.ok(Number(near[name]) > 0);
  });

  test('--mu and --decoy change what is reckoned', async (t) => {
    const words = ['qkd', 'simulate', '--analytic', '--source', 'gys', '--distance', '20', '--json'];
    const rates: unknown[] = [];
    for (const more of [[], ['--mu', '0.3'], ['--decoy', 'vacuum+weak'], ['--decoy', 'none']]) {
      const { stdout } = await new User(t).run([...words, ...more]);
      rates.push(lines(stdout)[0]?.['secretKeyRatePerPulse']);
    }
    assert.equal(new Set(rates).size, 4);
    assert.ok(Math.abs(Number(rates[2]) - 9.078e-4) < 1e-6);
  });

  test('by simulation: what the block cost and gave, the same for the same seed', async (t) => {
    const words = [
      'qkd',
      'simulate',
      '--protocol',
      'bb84',
      '--distance',
      '5',
      '--pulses',
      '50000',
      '--seed',
      'cli',
      '--json',
    ];
    const [first] = lines((await new User(t).run(words)).stdout);
    const [second] = lines((await new User(t).run(words)).stdout);
    assert.equal(first?.['simulated'], true);
    assert.equal(first['pulses'], 50_000);
    for (const name of ['qber', 'gain', 'sifted', 'errors', 'leakedBits', 'finalBits', 'secondsPerMillionPulses']) {
      assert.ok(Number(first[name]) > 0, name);
    }
    for (const name of ['sifted', 'errors', 'leakedBits', 'finalBits']) assert.equal(first[name], second?.[name]);
  });

  test('a listener: no key, and why', async (t) => {
    const words = ['qkd', 'simulate', '--protocol', 'bb84', '--distance', '5', '--pulses', '40000', '--seed', 'cli'];
    const listener = ['--eavesdropper', 'intercept-resend', '--fraction', '1'];
    const { code, stdout, stderr } = await new User(t).run([...words, ...listener]);
    assert.equal(code, 0);
    assert.match(stdout, /no key: the error rate is above the limit/u);
    assert.match(stderr, /these keys protect nothing/u);
  });

  test('mistakes are named', async (t) => {
    const base = ['qkd', 'simulate', '--distance', '5'];
    for (const [words, problem] of [
      [['qkd', 'simulate'], /Required option '--distance/u],
      [[...base, '--eavesdropper', 'intercept-resend'], /needs --fraction/u],
      [[...base, '--fraction', '0.5'], /--fraction is for intercept-resend/u],
      [[...base, '--decoy', 'none'], /--decoy is for --analytic/u],
      [[...base, '--mu', 'much'], /is not a number/u],
      [['qkd', 'simulate', '--distance', '-1', '--analytic'], /distanceKm is not valid/u],
      [[...base, '--protocol', 'b92'], /Allowed choices/u],
    ] as const) {
      const { code, stderr } = await new User(t).run(words);
      assert.equal(code, 2, words.join(' '));
      assert.match(stderr, problem);
    }
  });
});

test('qforge qkd table prints the figures of the literature', async (t) => {
  const { code, stdout } = await new User(t).run(['qkd', 'table']);
  assert.equal(code, 0);
  assert.match(stdout, /^largest error rate\tBB84, 1 - 2h\(Q\) = 0\t0\.110028\tshare$/mu);
  assert.match(stdout, /^finite keys, Lim 2014\t50 km, N = 1e10\t5,144,676\tbits$/mu);
  const json = await new User(t).run(['qkd', 'table', '--json']);
  const { figures } = JSON.parse(json.stdout) as { figures: readonly object[] };
  assert.equal(figures.length, stdout.trimEnd().split('\n').length);
});

describe('qforge qkd plot', () => {
  test('writes every picture as SVG and PNG, light and dark', async (t) => {
    const user = new User(t);
    const folder = join(user.home, 'pictures');
    const { code, stdout } = await user.run(['qkd', 'plot', '--output', folder]);
    assert.equal(code, 0);
    const files = stdout.trimEnd().split('\n');
    assert.equal(files.length, 12);
    for (const file of files) {
      const start = readFileSync(file).subarray(0, 4).toString('latin1');
      assert.equal(start, file.endsWith('.svg') ? '<svg' : '\u0089PNG');
    }
  });

  test('says so when it cannot write', async (t) => {
    const user = new User(t);
    const { code } = await user.run(['qkd', 'plot', '--theme', 'dark', '--output', '/dev/null/nowhere']);
    assert.equal(code, 6);
    assert.ok(!existsSync(join(user.home, 'cascade-dark.svg')));
  });
});
