/** A heap snapshot of V8, as far as texts are concerned. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: number[];
  readonly edges: readonly number[];
  strings: string[];
}

/** Nodes whose name is a value of the program. */
const VALUES: ReadonlySet<string> = new Set([
  'string',
  'concatenated string',
  'sliced string',
  'regexp',
  'bigint',
  'number',
]);
/** Edges whose name is a text and not a place. */
const NUMBERED: ReadonlySet<string> = new Set(['element', 'hidden']);

/**
 * A heap snapshot whose values have no content: only names of classes, functions and properties are left, and of a value what kind it is.
 *
 * A name of a property may be a key of a dictionary: those longer than 64 characters, or that look like encoded bytes, go too.
 */
export function withoutTexts(json: string): string {
  const heap = JSON.parse(json) as HeapSnapshot;
  const named = new Set<number>([...edgeNames(heap), ...blankValues(heap)]);
  heap.strings = heap.strings.map((text, at) => (named.has(at) && isName(text) ? text : ''));
  return JSON.stringify(heap);
}

/** Replaces the names of values by their kind; returns where the names of all nodes are now. */
function blankValues(heap: HeapSnapshot): readonly number[] {
  const { node_fields: fields, node_types: types } = heap.snapshot.meta;
  const [type, name, width] = [fields.indexOf('type'), fields.indexOf('name'), fields.length];
  const blanks = new Map([...VALUES].map((kind) => [kind, heap.strings.push(`(${kind})`) - 1]));
  const names: number[] = [];
  for (let at = 0; at < heap.nodes.length; at += width) {
    const blank = blanks.get(types[0][heap.nodes[at + type] ?? 0] ?? '');
    if (blank !== undefined) heap.nodes[at + name] = blank;
    names.push(heap.nodes[at + name] ?? 0);
  }
  return names;
}

function edgeNames({ snapshot, edges }: HeapSnapshot): readonly number[] {
  const { edge_fields: fields, edge_types: types } = snapshot.meta;
  const [type, name, width] = [fields.indexOf('type'), fields.indexOf('name_or_index'), fields.length];
  const names: number[] = [];
  for (let at = 0; at < edges.length; at += width) {
    if (!NUMBERED.has(types[0][edges[at + type] ?? 0] ?? '')) names.push(edges[at + name] ?? 0);
  }
  return names;
}

const LONGEST_NAME = 64;
/** Sixteen digits or letters of both cases and digits in a row: no programmer's word. */
const ENCODED = /[\dA-Fa-f]{16}|(?=[\w+/-]*\d)(?=[\w+/-]*[A-Z])(?=[\w+/-]*[a-z])[\w+/-]{24}/u;

function isName(text: string): boolean {
  return text.length <= LONGEST_NAME && !ENCODED.test(text);
}
