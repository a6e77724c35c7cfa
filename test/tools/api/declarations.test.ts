import assert from 'node:assert/strict';
import test from 'node:test';
import type { Declaration } from '../../../tools/api/declaration.ts';
import { declarationsOf } from '../../../tools/api/declarations.ts';

function declared(text: string): Declaration {
  const [declaration, ...others] = declarationsOf('a.ts', text).values();
  assert.ok(declaration !== undefined && others.length === 0);
  return declaration;
}

test('a function is shown without its body, with its docstring', () => {
  const text = `/**\n * Adds.\n *\n * Throws nothing.\n */\nexport async function add(\n  left: number,\n): Promise<number> {\n  return left;\n}\n`;
  assert.deepEqual(declared(text), {
    name: 'add',
    kind: 'function',
    signature: 'async function add(\n  left: number,\n): Promise<number>',
    documentation: 'Adds.\n\nThrows nothing.',
    members: [],
    file: 'a.ts',
  });
});

test('overloads are shown, and what implements them is not hidden behind the last', () => {
  const text = `/** One. */\nexport function f(x: 1): 1;\nexport function f(x: 2): 2;\n`;
  assert.equal(declared(text).signature, 'function f(x: 1): 1;\nfunction f(x: 2): 2;');
  assert.equal(declared(text).documentation, 'One.');
});

test('a class shows what others may use, and nothing private', () => {
  const { signature, members } = declared(`/** A. */
export class A<T> extends B implements C {
  /** Its name. */
  readonly name: string = 'a';
  readonly #secret = 1;
  private readonly hidden: number = 2;
  private constructor() { super(); }
  static { void 0; }
  /** Makes one. */
  static async open(
    path: string,
  ): Promise<A<T>> { return new A(); }
  get size(): number { return 1; }
  #inner(): void {}
}
`);
  assert.equal(signature, 'class A<T> extends B implements C');
  assert.deepEqual(members, [
    { signature: 'readonly name: string', documentation: 'Its name.' },
    { signature: 'static async open(\n  path: string,\n): Promise<A<T>>', documentation: 'Makes one.' },
    { signature: 'get size(): number', documentation: '' },
  ]);
});

test('interfaces, types and constants are shown as they are declared', () => {
  const { signature, members } = declared(
    `export interface A extends B {\n  /** One. */\n  readonly x: 1;\n  f(): void;\n}\n`,
  );
  assert.equal(signature, 'interface A extends B');
  assert.deepEqual(
    members.map((member) => member.signature),
    ['readonly x: 1', 'f(): void'],
  );
  assert.equal(declared(`export type A = 'a' | 'b';\n`).signature, `type A = 'a' | 'b';`);
  assert.equal(declared(`export const a: readonly number[] = [1, 2];\n`).signature, 'const a: readonly number[]');
  assert.equal(declared(`export const LIMIT = 5;\n`).signature, 'const LIMIT = 5');
});

test('a comment that is no docstring, or is not right above, is not taken', () => {
  assert.equal(declared(`// No.\nexport const a = 1;\n`).documentation, '');
  assert.equal(declared(`/** Of b. */\nconst b = 2;\nexport const a = b;\n`).documentation, '');
});
