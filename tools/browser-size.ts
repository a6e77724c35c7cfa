import { bundleForBrowsers, MAX_BROWSER_GZIP_BYTES } from './package/browser-bundle.ts';

const { bytes, gzipBytes, brotliBytes } = bundleForBrowsers();
const kib = (count: number): string => `${(count / 1024).toFixed(1)} KiB`;
process.stdout.write(
  `qforge/browser: ${kib(bytes)}; ${kib(gzipBytes)} by gzip, ${kib(brotliBytes)} by brotli; limit ${kib(MAX_BROWSER_GZIP_BYTES)} by gzip\n`,
);
process.exitCode = gzipBytes <= MAX_BROWSER_GZIP_BYTES ? 0 : 1;
