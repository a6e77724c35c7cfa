import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { QForgeError } from '../base/index.ts';
import type { ImportedCircuit } from '../quantum/index.ts';

/** Reads the circuit of an OpenQASM file, or of standard input for "-". Throws `FILE_UNREADABLE` and what the import throws. */
export async function readQasmFile(path: string): Promise<ImportedCircuit> {
  const { importQasm } = await import('../quantum/index.ts');
  return importQasm(path === '-' ? await text(process.stdin) : await fileText(path));
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new QForgeError(
      'FILE_UNREADABLE',
      { path, reason: isMissing ? 'it is not there' : 'reading it failed' },
      { cause },
    );
  }
}
