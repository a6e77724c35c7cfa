import { QForgeError } from '../base/index.ts';
import type { IdentityStore, StoredIdentity } from './identity-store.ts';

const DATABASE_VERSION = 1;
const STORE = 'identities';

/** Identities in IndexedDB: of this origin, in this profile of the browser. Rejects with `STORAGE_UNAVAILABLE`. */
export class IndexedDbStore implements IdentityStore {
  readonly #databaseName: string;

  constructor(databaseName: string) {
    this.#databaseName = databaseName;
  }

  get(name: string): Promise<unknown> {
    return this.#inStore('readonly', (store) => store.get(name));
  }

  async add(name: string, identity: StoredIdentity): Promise<boolean> {
    try {
      await this.#inStore('readwrite', (store) => store.add(identity, name));
      return true;
    } catch (error) {
      if (error instanceof QForgeError && isConstraintError(error.cause)) return false;
      throw error;
    }
  }

  async replace(name: string, identity: StoredIdentity): Promise<void> {
    await this.#inStore('readwrite', (store) => store.put(identity, name));
  }

  async remove(name: string): Promise<void> {
    await this.#inStore('readwrite', (store) => store.delete(name));
  }

  /** Runs one request in a transaction of its own; resolves to its result once that is durable. */
  async #inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await this.#open();
    try {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const request = act(transaction.objectStore(STORE));
      await outcome(transaction, 'complete', ['abort', 'error'], () => request.error ?? transaction.error);
      return request.result;
    } finally {
      database.close();
    }
  }

  async #open(): Promise<IDBDatabase> {
    const request = openRequest(this.#databaseName);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
    await outcome(request, 'success', ['error', 'blocked'], () => request.error);
    return request.result;
  }
}

/** Some browsers have no storage in private windows, and say so at once. */
function openRequest(name: string): IDBOpenDBRequest {
  try {
    return indexedDB.open(name, DATABASE_VERSION);
  } catch (error) {
    throw unavailable(error);
  }
}

async function outcome(
  target: EventTarget,
  success: string,
  failures: readonly string[],
  errorOf: () => DOMException | null,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  target.addEventListener(success, () => resolve());
  for (const failure of failures) target.addEventListener(failure, () => reject(unavailable(errorOf())));
  await promise;
}

function unavailable(cause: unknown): QForgeError<'STORAGE_UNAVAILABLE'> {
  const reason = cause instanceof Error ? cause.message : 'the browser does not say why';
  return new QForgeError('STORAGE_UNAVAILABLE', { reason }, { cause });
}

function isConstraintError(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'ConstraintError';
}
