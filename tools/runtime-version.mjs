// Plain JavaScript on purpose: an old Node.js, which cannot run TypeScript, must still be able to read this.

/** OpenSSL releases before this one mishandle keys that qforge relies on. */
export const MINIMUM_OPENSSL_VERSION = '3.5.7';

/**
 * Whether version `found` is at least `needed`, compared number by number.
 *
 * @param {string} found
 * @param {string} needed
 * @returns {boolean}
 */
export function isAtLeast(found, needed) {
  const foundParts = found.split(/[.+-]/u).map(Number);
  for (const [index, neededPart] of needed.split('.').map(Number).entries()) {
    const foundPart = foundParts[index] ?? 0;
    if (foundPart !== neededPart) return foundPart > neededPart;
  }
  return true;
}

/**
 * One sentence on what is wrong with this runtime and what to do, or nothing when it is good enough.
 *
 * @param {{ readonly node: string, readonly openssl: string }} versions as in `process.versions`
 * @param {string} engines the `engines.node` field of package.json: `>=` and a version
 * @returns {string | undefined}
 */
export function runtimeProblem(versions, engines) {
  const neededNode = engines.replace(/^>=/u, '');
  if (isAtLeast(versions.node, neededNode) && isAtLeast(versions.openssl, MINIMUM_OPENSSL_VERSION)) return undefined;
  const found = `Node.js ${versions.node} with OpenSSL ${versions.openssl}`;
  const needed = `Node.js ${neededNode} or newer with OpenSSL ${MINIMUM_OPENSSL_VERSION} or newer`;
  return `This is ${found}, but qforge needs ${needed}: run "npm ci" without --ignore-scripts, which brings one, or install one.`;
}
