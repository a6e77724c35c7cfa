import { nativeBackend } from '../../src/crypto/index.ts';
import { type NoteKeyKind, NoteSigner, NoteVerifier } from '../../src/tlog/index.ts';
import { noteKeyKinds } from '../../src/tlog/note-key.ts';

/** A fresh signer and its verifier. */
export function keyPair(name: string, kind: NoteKeyKind): { signer: NoteSigner; verifier: NoteVerifier } {
  const signer = new NoteSigner(
    nativeBackend,
    name,
    kind,
    nativeBackend.signature(noteKeyKinds[kind].algorithm).generate(),
  );
  return { signer, verifier: new NoteVerifier(nativeBackend, signer.key) };
}
