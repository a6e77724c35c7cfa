import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCES = new URL('../../src/', import.meta.url).pathname;

/** Types that are secrets, or hold one. */
const SECRET_TYPES =
  /\b(?:SecretBytes|HeldSecret|KeyObject|AeadKey|KemPrivateKey|DhPrivateKey|SigningKey|DeviceIdentity|NamedSharedKey|DatedSecret)\b/u;

/** A field, private or not: its name, then its type up to the end of the line. */
const FIELD = /^ {2}(?:static |readonly |override )*#?\w+[?!]?: (?<type>[^=]*?)(?: = .*)?;$/u;

/** Every class of `src/` with a field whose type is a secret or holds one, as `path Class`. */
export function secretHoldingClasses(): readonly string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => classesOf(join(SOURCES, file))).toSorted();
}

function classesOf(path: string): string[] {
  const found = new Set<string>();
  let current: string | undefined;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const opened = /^(?:export )?(?:abstract )?class (?<name>\w+)/u.exec(line)?.groups?.['name'];
    if (opened !== undefined) current = opened;
    else if (line === '}') current = undefined;
    const type = FIELD.exec(line)?.groups?.['type'];
    // A function is no holder, whatever it takes and gives.
    if (current !== undefined && type !== undefined && !type.includes('=>') && SECRET_TYPES.test(type))
      found.add(`${relative(SOURCES, path)} ${current}`);
  }
  return [...found];
}
