import type { IdentityStore, StoredIdentity } from '../../src/browser/index.ts';

/** A store in memory, with the structured clones of IndexedDB. */
export class MapStore implements IdentityStore {
  readonly records = new Map<string, unknown>();

  get(name: string): Promise<unknown> {
    return Promise.resolve(structuredClone(this.records.get(name)));
  }

  add(name: string, identity: StoredIdentity): Promise<boolean> {
    if (this.records.has(name)) return Promise.resolve(false);
    this.records.set(name, structuredClone(identity));
    return Promise.resolve(true);
  }

  replace(name: string, identity: StoredIdentity): Promise<void> {
    this.records.set(name, structuredClone(identity));
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.records.delete(name);
    return Promise.resolve();
  }
}
