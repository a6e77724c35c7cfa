import {
  type Class,
  type ClassElement,
  type Comment,
  type Declaration as Node,
  parseSync,
  type TSInterfaceDeclaration,
  type TSSignature,
  type VariableDeclaration,
} from 'oxc-parser';
import type { Declaration, DeclarationKind, DeclaredMember } from './declaration.ts';

interface SourceText {
  readonly file: string;
  readonly text: string;
  readonly comments: readonly Comment[];
}

interface Statement {
  readonly node: Node;
  /** Where the word `export` stands: docstrings are right above it. */
  readonly start: number;
}

/** What a module declares and exports, by name; overloads of a function are one. */
export function declarationsOf(file: string, text: string): ReadonlyMap<string, Declaration> {
  const { program, comments } = parseSync(file, text);
  const source = { file, text, comments };
  const found = new Map<string, Declaration>();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue;
    for (const each of declared(source, { node: statement.declaration, start: statement.start })) {
      found.set(each.name, overloaded(found.get(each.name), each));
    }
  }
  return found;
}

/** Overloads stand one under the other; the implementation behind them is nobody's business. */
function overloaded(before: Declaration | undefined, next: Declaration): Declaration {
  if (before?.kind !== 'function' || next.kind !== 'function') return next;
  return { ...before, signature: `${before.signature}\n${next.signature}` };
}

function declared(source: SourceText, statement: Statement): readonly Declaration[] {
  const { node, start } = statement;
  const documentation = docstringAbove(source, start);
  const make = (
    name: string | undefined,
    kind: DeclarationKind,
    signature: string,
    members?: readonly DeclaredMember[],
  ) =>
    name === undefined ? [] : [{ name, kind, signature, documentation, members: members ?? [], file: source.file }];
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return make(node.id?.name, 'function', upTo(source, node.start, node.body?.start ?? node.end));
    case 'ClassDeclaration':
      return make(node.id?.name, 'class', upTo(source, node.start, node.body.start), classMembers(source, node));
    case 'TSInterfaceDeclaration':
      return make(node.id.name, 'interface', upTo(source, node.start, node.body.start), interfaceMembers(source, node));
    case 'TSTypeAliasDeclaration':
      return make(node.id.name, 'type', upTo(source, node.start, node.end));
    case 'VariableDeclaration':
      return constants(source, node).flatMap(([name, signature]) => make(name, 'constant', signature));
    default:
      return [];
  }
}

function constants({ text }: SourceText, { kind, declarations }: VariableDeclaration): readonly [string, string][] {
  return declarations.flatMap(({ id, init, end }) => {
    if (id.type !== 'Identifier') return [];
    const type = id.typeAnnotation;
    const what =
      type === null || type === undefined
        ? ` = ${text.slice(init?.start ?? end, end)}`
        : text.slice(type.start, type.end);
    return [[id.name, `${kind} ${id.name}${what}`] as [string, string]];
  });
}

function classMembers(source: SourceText, { body }: Class): readonly DeclaredMember[] {
  return body.body.flatMap((member) => {
    const end = isOpen(member) ? memberEnd(member) : undefined;
    return end === undefined ? [] : [memberAt(source, member.start, end)];
  });
}

/** Whether others may use it: neither private nor an override of what the language itself defines. */
function isOpen(member: ClassElement): boolean {
  if (member.type === 'StaticBlock' || member.type === 'TSIndexSignature') return false;
  if (member.key.type === 'PrivateIdentifier') return false;
  return member.accessibility !== 'private' && member.accessibility !== 'protected';
}

function memberEnd(member: ClassElement): number | undefined {
  switch (member.type) {
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
      return member.value.body?.start ?? member.end;
    case 'PropertyDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractAccessorProperty':
      return member.typeAnnotation?.end ?? member.end;
    default:
      return undefined;
  }
}

function interfaceMembers(source: SourceText, { body }: TSInterfaceDeclaration): readonly DeclaredMember[] {
  return body.body.map((member: TSSignature) => memberAt(source, member.start, member.end));
}

function memberAt(source: SourceText, start: number, end: number): DeclaredMember {
  return { signature: upTo(source, start, end).replace(/;$/u, ''), documentation: docstringAbove(source, start) };
}

/** The text between two offsets; what is indented as a whole loses that. */
function upTo({ text }: SourceText, start: number, end: number): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^\s*/u.exec(text.slice(lineStart, start))?.[0] ?? '';
  const signature = text.slice(start, end).trim();
  return indent === '' ? signature : signature.replaceAll(`\n${indent}`, '\n');
}

function docstringAbove({ text, comments }: SourceText, start: number): string {
  const above = comments.findLast((comment) => comment.end <= start && text.slice(comment.end, start).trim() === '');
  if (above?.type !== 'Block' || !above.value.startsWith('*')) return '';
  return above.value
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/u, '').trimEnd())
    .join('\n')
    .trim();
}
