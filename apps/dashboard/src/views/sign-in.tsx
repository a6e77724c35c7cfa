import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { FailureNote } from '../parts/notice.tsx';
import type { Failure } from '../state/api.ts';
import { signIn } from '../state/session.ts';

/** Asks for a token, which is exchanged for a cookie and not kept. */
export function SignIn({ failure }: { failure: Failure | undefined }): JSX.Element {
  const isBusy = useSignal(false);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    isBusy.value = true;
    await signIn(typeof token === 'string' ? token.trim() : '');
    isBusy.value = false;
  };
  return (
    <main class="sign-in">
      <p class="brand">
        <img src="/icon.svg" alt="" />
        qforge
      </p>
      <h1>Sign in to this device</h1>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <form class="fields" onSubmit={(event) => void submit(event)}>
        <label>
          Token
          <input name="token" type="password" autocomplete="off" spellcheck={false} required />
        </label>
        <button class="primary" type="submit" disabled={isBusy.value}>
          Sign in
        </button>
      </form>
      <p class="hint">
        It is the content of <code>admin.token</code>, beside the identity; that of <code>metrics.token</code> shows
        everything and changes nothing. “qforge up --open” signs in by a link that works once.
      </p>
    </main>
  );
}
