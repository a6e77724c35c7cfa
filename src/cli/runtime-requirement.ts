import { QForgeError } from '../base/index.ts';
import { readPackageFacts } from './package-facts.ts';

/** OpenSSL releases before this one mishandle keys that qforge relies on. */
export const MINIMUM_OPENSSL_VERSION = '3.5.7';

/** What is wrong with this Node.js, as the lines to print; undefined when it will do. */
export function runtimeProblem(
  versions: { readonly node: string; readonly openssl: string } = process.versions,
  minimumNodeVersion: string = readPackageFacts().minimumNodeVersion,
): string | undefined {
  if (isAtLeast(versions.node, minimumNodeVersion) && isAtLeast(versions.openssl, MINIMUM_OPENSSL_VERSION)) {
    return undefined;
  }
  const error = new QForgeError('RUNTIME_TOO_OLD', {
    found: `${versions.node} with OpenSSL ${versions.openssl}`,
    needed: `${minimumNodeVersion} with OpenSSL ${MINIMUM_OPENSSL_VERSION} or newer`,
  });
  return `error ${error.code}: ${error.message}\nhint: ${error.hint}`;
}

/** Whether dotted version `found` is `needed` or later, compared number by number. */
export function isAtLeast(found: string, needed: string): boolean {
  const foundParts = found.split(/[.+-]/u).map(Number);
  for (const [index, neededPart] of needed.split('.').map(Number).entries()) {
    const foundPart = foundParts[index] ?? 0;
    if (foundPart !== neededPart) return foundPart > neededPart;
  }
  return true;
}
