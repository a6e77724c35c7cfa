import { registerHooks } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { defaultLogger } from '@libp2p/logger';
import { type HybridEncrypterComponents, hybridEncrypter } from '../../src/libp2p/index.ts';

/** As much of chai and of its plugins as is used here: their types are not installed. */
interface Chai {
  readonly default: unknown;
  readonly use: (plugin: unknown) => void;
}

// libp2p's own tests of connection encrypters expect the words of mocha, and `expect(value).to.exist()` from a tool that is not installed.
// @ts-expect-error: no types
const chai = (await import('chai')) as Chai;
const plugins = [await import('chai-bites'), await import('chai-parentheses')] as readonly Chai[];
for (const { default: plugin } of plugins) chai.use(plugin);
Object.assign(globalThis, { after, before, describe, it });
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'aegir/chai' ? 'chai' : specifier, context),
});
const { default: complianceTests } = await import('@libp2p/interface-compliance-tests/connection-encryption');

complianceTests({
  setup: ({ privateKey }: Pick<HybridEncrypterComponents, 'privateKey'>) =>
    Promise.resolve(hybridEncrypter()({ privateKey, logger: defaultLogger() })),
  teardown: () => Promise.resolve(),
});
