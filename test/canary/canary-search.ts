import { inspect } from 'node:util';

/** Forms in which bytes turn up in texts: as they are, in hexadecimal and base64, and as Node prints arrays and buffers. */
export function formsOf(secret: Uint8Array): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return [
    bytes.toString('latin1'),
    bytes.toString('utf8'),
    hex,
    hex.toUpperCase(),
    hex.replaceAll(/(?<pair>..)(?=.)/gu, '$<pair> '),
    ...[0, 1, 2].map((skip) =>
      bytes
        .subarray(skip)
        .toString('base64')
        .replace(/.{0,3}=*$/u, ''),
    ),
    ...[0, 1, 2].map((skip) => bytes.subarray(skip).toString('base64url').slice(0, -3)),
    [...bytes].join(','),
    [...bytes].join(', '),
  ];
}

/** Every way in which a program shows a value without meaning to. */
export function textsOf(value: unknown): readonly string[] {
  const shown: readonly (() => string | undefined)[] = [
    () =>
      inspect(value, {
        depth: Infinity,
        showHidden: true,
        maxArrayLength: null,
        maxStringLength: null,
        breakLength: Infinity,
      }),
    () => inspect(value, { depth: Infinity, compact: false, maxArrayLength: null, getters: true }),
    () => String(value),
    () => JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)),
    () =>
      Object.entries(value as object)
        .map(([key, item]) => `${key}=${String(item)}`)
        .join(),
  ];
  return shown.map((show) => {
    try {
      return show() ?? '';
    } catch (error) {
      return inspect(error, { depth: Infinity });
    }
  });
}

/** Which of the secrets can be found in the texts, by name and form; empty when all is well. */
export function leaks(texts: readonly string[], secrets: Readonly<Record<string, Uint8Array>>): readonly string[] {
  const joined = texts.map((text) => text.replaceAll(/\s+/gu, ' ')).join('\n');
  return Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret)
      .filter((form) => form.length >= 12 && joined.includes(form.replaceAll(/\s+/gu, ' ')))
      .map((form) => `${name} as ${form.slice(0, 24)}...`),
  );
}
