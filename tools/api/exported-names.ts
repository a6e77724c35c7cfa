import { parseSync, type StaticExportEntry } from 'oxc-parser';

/** One name that a module hands on or declares. */
export interface ExportedName {
  /** What importers call it. */
  readonly name: string;
  /** What it is called where it is declared. */
  readonly localName: string;
  /** The module it comes from, as written; undefined when it is declared here. */
  readonly from: string | undefined;
}

/** The exports of a module in their order. Throws a TypeError for `export *`, which no door of a room uses. */
export function exportedNames(path: string, text: string): readonly ExportedName[] {
  const { module } = parseSync(path, text);
  return module.staticExports.flatMap(({ entries }) => entries.map((entry) => exportedName(path, entry)));
}

function exportedName(path: string, entry: StaticExportEntry): ExportedName {
  const { exportName, importName, localName, moduleRequest } = entry;
  if (exportName.name === null) throw new TypeError(`${path} exports something without a name`);
  const declaredAs = moduleRequest === null ? localName.name : importName.name;
  return { name: exportName.name, localName: declaredAs ?? exportName.name, from: moduleRequest?.value };
}
