import { QForgeError } from '../base/index.ts';

/** The oldest OpenSSL without known defects in what this project uses. */
export const OLDEST_OPENSSL = '3.5.7';

/** Raises `RUNTIME_TOO_OLD` unless the OpenSSL inside Node.js is {@link OLDEST_OPENSSL} or newer. */
export function requireOpenSsl(version: string = process.versions.openssl): void {
  if (!isAtLeast(version, OLDEST_OPENSSL)) {
    throw new QForgeError('RUNTIME_TOO_OLD', {
      found: `built with OpenSSL ${version}`,
      needed: `OpenSSL ${OLDEST_OPENSSL} or newer`,
    });
  }
}

/** Compares dotted numbers, ignoring what follows the third; text that is not a version counts as older. */
function isAtLeast(version: string, oldest: string): boolean {
  const actual = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  for (const [index, wanted] of oldest.split('.').map(Number).entries()) {
    const part = actual[index] ?? -1;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
