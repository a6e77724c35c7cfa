import { posix } from 'node:path';
import { rooms } from '../architecture/rooms.ts';
import type { SourceTree } from '../source-tree.ts';
import type { Declaration } from './declaration.ts';
import { declarationsOf } from './declarations.ts';
import { type ExportedName, exportedNames } from './exported-names.ts';

/** What one export of the package offers. */
export interface PackageEntry {
  /** What importers write, such as `qforge/crypto`. */
  readonly specifier: string;
  readonly room: string;
  readonly role: string;
  /** By name, in the order of the door of the room. */
  readonly declarations: readonly Declaration[];
}

/** Reads the public interface from the sources: every name that a published room hands out, with what its declaration says. */
export function packageApi(tree: SourceTree): readonly PackageEntry[] {
  const reader = new ApiReader(tree);
  return rooms
    .filter(({ name, publishedAs }) => publishedAs !== undefined && tree.has(`src/${name}/index.ts`))
    .map(({ name, role, publishedAs = '' }) => ({
      specifier: posix.join('qforge', publishedAs),
      room: name,
      role,
      declarations: reader.declarationsAt(`src/${name}/index.ts`),
    }))
    .toSorted((a, b) => a.specifier.localeCompare(b.specifier, 'en'));
}

/** Follows names through the doors of rooms to where they are declared; each file is read once. */
class ApiReader {
  readonly #tree: SourceTree;
  readonly #exports = new Map<string, readonly ExportedName[]>();
  readonly #declarations = new Map<string, ReadonlyMap<string, Declaration>>();

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  declarationsAt(path: string): readonly Declaration[] {
    return this.#exportsOf(path).map(({ name }) => this.#find(path, name));
  }

  #find(path: string, name: string): Declaration {
    const here = this.#declarationsIn(path).get(name);
    if (here !== undefined) return here;
    const handedOn = this.#exportsOf(path).find((each) => each.name === name);
    if (handedOn?.from === undefined) throw new TypeError(`${path} does not declare ${name}`);
    const found = this.#find(posix.join(posix.dirname(path), handedOn.from), handedOn.localName);
    if (found.name === name) return found;
    // Handed on under another name: the reference speaks of it by that.
    return { ...found, name, signature: found.signature.replace(new RegExp(`\\b${found.name}\\b`, 'u'), name) };
  }

  #exportsOf(path: string): readonly ExportedName[] {
    return remembered(this.#exports, path, () => exportedNames(path, this.#textOf(path)));
  }

  #declarationsIn(path: string): ReadonlyMap<string, Declaration> {
    return remembered(this.#declarations, path, () => declarationsOf(path, this.#textOf(path)));
  }

  #textOf(path: string): string {
    const text = this.#tree.get(path);
    if (text === undefined) throw new TypeError(`there is no ${path}`);
    return text;
  }
}

function remembered<Value>(memory: Map<string, Value>, key: string, make: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}
