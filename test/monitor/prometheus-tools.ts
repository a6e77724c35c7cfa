import { spawnSync } from 'node:child_process';

/** Why Prometheus' own tool cannot be asked here; undefined where it can, or where it has been said that it must. */
export function whyNoPromtool(): string | undefined {
  if (process.env['QFORGE_NEEDS_PROMETHEUS'] === '1') return undefined;
  const { status } = spawnSync('promtool', ['--version']);
  return status === 0 ? undefined : 'there is no promtool here (Debian: apt-get install prometheus)';
}

/** What `promtool check metrics` says of a text; empty when it has nothing to say. Throws if the tool does not run. */
export function promtoolFindings(text: string): string {
  const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  const said = `${stdout}${stderr}`.trim();
  return status === 0 ? said : said || `promtool ended with ${status}`;
}
