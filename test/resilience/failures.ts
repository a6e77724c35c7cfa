import { QForgeError, type RandomSource } from '../../src/base/index.ts';

/** The upper end of nearly nothing: what is drawn is the middle of every span. */
export const middle: RandomSource = { fill: (target) => target.fill(128) };

/** One error of each class. */
export const examples = {
  recoverable: new QForgeError('CONNECTION_REFUSED', { address: 'tcp://x:1' }),
  timeout: new QForgeError('HANDSHAKE_TIMEOUT', { peer: 'x', afterMs: 1 }),
  performance: new QForgeError('TUNNEL_BUSY', { peer: 'x', limit: '1' }),
  resource: new QForgeError('DISK_FULL', { path: 'x' }),
  security: new QForgeError('HANDSHAKE_FAILED', { peer: 'x' }),
  critical: new QForgeError('INTERNAL', { what: 'x' }),
  usage: new QForgeError('ADDRESS_INVALID', { address: 'x', reason: 'y' }),
} as const;

/** Work that fails with these errors, one after another, and then works. */
export class Flaky {
  calls = 0;
  readonly #errors: readonly (Error | undefined)[];

  constructor(...errors: readonly (Error | undefined)[]) {
    this.#errors = errors;
  }

  readonly work = async (): Promise<string> => {
    const error = this.#errors[this.calls];
    this.calls += 1;
    await Promise.resolve();
    if (error !== undefined) throw error;
    return 'done';
  };
}
