import { packageApi } from './api/package-api.ts';
import { readSourceTree } from './source-tree.ts';

// Prints the public interface: `npm run -s api`, or only some exports: `npm run -s api -- qforge qforge/qkd`.
const wanted = process.argv.slice(2);
for (const { specifier, declarations } of packageApi(readSourceTree())) {
  if (wanted.length > 0 && !wanted.includes(specifier)) continue;
  process.stdout.write(`${specifier}: ${declarations.length} names\n`);
  for (const { kind, name, documentation } of declarations) {
    process.stdout.write(`  ${kind.padEnd(9)} ${name}  ${documentation.split('\n')[0] ?? ''}\n`);
  }
}
