/** An identity as it is stored: everything but the wrapping key is plain bytes. */
export interface StoredIdentity {
  readonly version: 1;
  readonly peerId: string;
  /** AES-256-GCM; scripts can use it and cannot export it. */
  readonly wrappingKey: CryptoKey;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

/** Where identities are kept, by name; values are structured clones. */
export interface IdentityStore {
  /** What is stored, unverified. */
  get(name: string): Promise<unknown>;
  /** Stores the first identity of that name; false if there is one already. */
  add(name: string, identity: StoredIdentity): Promise<boolean>;
  /** Stores it in the place of another. */
  replace(name: string, identity: StoredIdentity): Promise<void>;
  /** Forgets an identity: nobody will ever be that PeerId again. */
  remove(name: string): Promise<void>;
}
