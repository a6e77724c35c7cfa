/** What a user needs beside the built rooms. */
const WANTED = [
  'LICENSE',
  'NOTICE',
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'package.json',
  'docs/man/qforge.1',
  'dist/client/index.js',
  'dist/dashboard/index.html.gz',
];
const ALLOWED =
  /^(?:LICENSE|NOTICE|README\.md|SECURITY\.md|CHANGELOG\.md|package\.json|docs\/man\/qforge\.1|dist\/.+\.(?:js|d\.ts)|dist\/dashboard\/[^/]+\.gz)$/u;

/** What is missing from a packed package, and what should not be in it. */
export function packedFileProblems(paths: readonly string[]): readonly string[] {
  return [
    ...WANTED.filter((path) => !paths.includes(path)).map((path) => `${path} is not packed`),
    ...paths.filter((path) => !ALLOWED.test(path)).map((path) => `${path} is packed, but nobody needs it`),
  ];
}
