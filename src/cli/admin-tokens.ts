import { join } from 'node:path';
import { TokenTable, tokenOfFile } from '../daemon/index.ts';

/** The two tokens of a folder, which are made at the first start. Throws what `tokenOfFile` throws. */
export async function adminTokens(folder: string): Promise<TokenTable> {
  const [control, metrics] = await Promise.all([
    tokenOfFile(join(folder, 'admin.token')),
    tokenOfFile(join(folder, 'metrics.token')),
  ]);
  return new TokenTable([
    { token: metrics, scope: 'read' },
    { token: control, scope: 'control' },
  ]);
}
