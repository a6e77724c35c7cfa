import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder of mode 0700 that is gone when the test is over. */
export function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'qforge-test-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
