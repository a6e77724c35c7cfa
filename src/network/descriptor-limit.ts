import { readFileSync } from 'node:fs';
import { USUAL_DESCRIPTOR_LIMIT } from './admission-limits.ts';

const LIMITS_FILE = '/proc/self/limits';
const OPEN_FILES = /^Max open files\s+(?<soft>\d+|unlimited)/mu;

/** How many descriptors this process may have open, where the system tells; else the usual default. */
export function descriptorLimit(path: string = LIMITS_FILE): number {
  const soft = OPEN_FILES.exec(textOf(path))?.groups?.['soft'];
  if (soft === undefined) return USUAL_DESCRIPTOR_LIMIT;
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
