import { runCommand } from '../command.ts';
import type { SourceTree } from '../source-tree.ts';
import type { GeneratedPage } from './generated-page.ts';

const NOTICE = '<!-- Written by "npm run docs" from the commands in src/cli: change it there. -->';
const COMMAND = 'src/cli/commands/help-all.ts';

/** docs/cli.md and the manual page: what `qforge help-all` prints; nothing while there is no such command. */
export function cliPages(tree: SourceTree): readonly GeneratedPage[] {
  if (!tree.has(COMMAND)) return [];
  const [title = '', ...rest] = printed('--markdown').trimEnd().split('\n');
  return [
    { path: 'docs/cli.md', text: [title, '', NOTICE, ...rest, ''].join('\n') },
    { path: 'docs/man/qforge.1', text: printed('--man') },
  ];
}

function printed(form: string): string {
  return runCommand([process.execPath, 'src/cli/main.ts', 'help-all', form]);
}
