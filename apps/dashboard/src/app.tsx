import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Frame } from './frame.tsx';
import { FailureNote, Loading } from './parts/notice.tsx';
import { restart, startListening } from './state/live.ts';
import { resumeSession, session } from './state/session.ts';
import { SignIn } from './views/sign-in.tsx';

const RETRY_MS = 2000;

/** The whole page: the way in, or what is behind it. */
export function App(): JSX.Element {
  const now = session.value;
  const isSignedIn = now.state === 'signed-in';
  const turn = restart.value;
  useEffect(() => void resumeSession(), []);
  useEffect(() => {
    if (now.state !== 'unreachable') return undefined;
    const retry = setTimeout(() => void resumeSession(), RETRY_MS);
    return () => clearTimeout(retry);
  }, [now]);
  useEffect(() => (isSignedIn ? startListening() : undefined), [isSignedIn, turn]);
  if (now.state === 'signed-in') return <Frame scope={now.scope} />;
  if (now.state === 'signed-out') return <SignIn failure={now.failure} />;
  return (
    <main class="sign-in">
      {now.state === 'asking' ? (
        <Loading />
      ) : (
        <FailureNote failure={now.failure} onRetry={() => void resumeSession()} />
      )}
    </main>
  );
}
