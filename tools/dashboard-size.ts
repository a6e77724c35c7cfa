import { bundleDashboard, MAX_DASHBOARD_GZIP_BYTES, scriptBytes } from './package/dashboard-bundle.ts';

const files = bundleDashboard();
const kilobytes = (count: number): string => `${(count / 1000).toFixed(1)} kB`;
for (const { name, contents, gzipped } of files) {
  process.stdout.write(
    `${name.padEnd(24)} ${kilobytes(contents.length).padStart(9)} ${kilobytes(gzipped.length).padStart(9)} by gzip\n`,
  );
}
const total = scriptBytes(files);
process.stdout.write(
  `scripts of the dashboard: ${kilobytes(total)} by gzip; limit ${kilobytes(MAX_DASHBOARD_GZIP_BYTES)}\n`,
);
process.exitCode = total <= MAX_DASHBOARD_GZIP_BYTES ? 0 : 1;
