import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

const TRIES = 200;

/** A Prometheus server of its own, which scrapes one device every second. */
export class PrometheusServer {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Starts one that scrapes `target` with the token of a file, and waits until it answers; it ends with the test. */
  static async start(t: TestContext, target: string, tokenFile: string): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-prometheus-'));
    const config = {
      global: { scrape_interval: '1s' },
      scrape_configs: [
        {
          job_name: 'qforge',
          authorization: { credentials_file: tokenFile },
          static_configs: [{ targets: [new URL(target).host] }],
        },
      ],
    };
    // JSON is YAML.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const words = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--log.level=info',
    ];
    const child = spawn('prometheus', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    t.after(async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });
    const port = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.once('error', reject).once('exit', () => reject(new Error(`prometheus ended: ${said}`)));
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /Listening on.*?address=127\.0\.0\.1:(\d+)/u.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    return new PrometheusServer(`http://127.0.0.1:${port}`);
  }

  /** The value of an expression that has one series, as soon as there is one. */
  async value(expression: string): Promise<number> {
    const [first, ...others] = await this.values(expression);
    assert.deepEqual(others, [], `${expression} has one series`);
    return first ?? Number.NaN;
  }

  /** The values of all series of an expression, as soon as there are any. */
  async values(expression: string): Promise<readonly number[]> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const response = await fetch(`${this.#url}/api/v1/query?query=${encodeURIComponent(expression)}`);
      if (response.ok) {
        const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
        if (data.result.length > 0) return data.result.map(({ value }) => Number(value[1]));
      }
      await delay(100);
    }
    return assert.fail(`Prometheus has no value of ${expression}`);
  }
}
