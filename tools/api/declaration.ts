/** What kind of thing is exported, in the order of the reference. */
export const DECLARATION_KINDS = ['class', 'function', 'constant', 'interface', 'type'] as const;

/** One of {@link DECLARATION_KINDS}. */
export type DeclarationKind = (typeof DECLARATION_KINDS)[number];

/** A part of a class or an interface that others may use. */
export interface DeclaredMember {
  readonly signature: string;
  /** The text of its docstring, without the marks of the comment; empty when it has none. */
  readonly documentation: string;
}

/** An exported declaration, as a reader of the reference sees it. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Without bodies and initial values; of overloads, one in each line. */
  readonly signature: string;
  readonly documentation: string;
  readonly members: readonly DeclaredMember[];
  /** The file it stands in, from the root of the repository. */
  readonly file: string;
}
