/** What processor time goes to. */
export type Cause = (typeof CAUSES)[number];

/** All causes, in the order in which they are shown. */
export const CAUSES = [
  'public keys',
  'ciphers',
  'hashes',
  'randomness',
  'sockets',
  'events, promises, timers',
  'garbage collection',
  'the handshake itself',
  'the channel itself',
  'wrappers of cryptography',
  'the rest of the product',
  'the benchmark',
  'the rest of Node',
] as const;

/** By where a function lies; the first that fits. */
const places: readonly (readonly [RegExp, Cause])[] = [
  [/^node:internal\/crypto\/(?:diffiehellman|kem|keygen|keys|sig)/u, 'public keys'],
  [/^node:internal\/crypto\/cipher/u, 'ciphers'],
  [/^node:internal\/crypto\/(?:hash|hkdf)/u, 'hashes'],
  [/^node:internal\/crypto\/random/u, 'randomness'],
  [
    /^node:(?:net|tls|_tls|internal\/streams|internal\/stream_base|internal\/net|internal\/dtrace|diagnostics)/u,
    'sockets',
  ],
  [/^node:(?:events|timers|internal\/(?:process|timers|async_hooks|abort|event))/u, 'events, promises, timers'],
  // These call kernels in WebAssembly, whose functions count as their callers.
  [/\/src\/crypto\/kernel-ml-kem/u, 'public keys'],
  [/\/src\/crypto\/short-sha512/u, 'hashes'],
  [/\/src\/crypto\/native-short-gcm/u, 'ciphers'],
  [/\/src\/handshake\//u, 'the handshake itself'],
  [/\/src\/network\//u, 'the channel itself'],
  [/\/src\/crypto\//u, 'wrappers of cryptography'],
  [/\/src\//u, 'the rest of the product'],
  [/\/bench\//u, 'the benchmark'],
  [/^node:/u, 'the rest of Node'],
];

/**
 * What the time of a function counts as; undefined for time in which nothing was done.
 *
 * Functions of C++ have no place: they count as whoever has called them, or as sockets, for which Node calls itself.
 */
export function causeOf(functionName: string, url: string, caller: Cause | undefined): Cause | undefined {
  if (functionName === '(idle)' || functionName === '(root)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'the rest of Node';
  if (functionName === 'runMicrotasks') return 'events, promises, timers';
  const place = places.find(([pattern]) => pattern.test(url));
  return place?.[1] ?? caller ?? 'sockets';
}
