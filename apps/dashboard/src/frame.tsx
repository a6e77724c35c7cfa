import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type RoutePath, routes } from './page-list.ts';
import { timeOfDay } from './quantities.ts';
import { connection, lastHeardAtMs } from './state/live.ts';
import { route } from './state/route.ts';
import { signOut } from './state/session.ts';
import { nextTheme, theme } from './state/theme.ts';
import { Alerts } from './views/alerts.tsx';
import { Audit } from './views/audit.tsx';
import { Channels } from './views/channels.tsx';
import { Consensus } from './views/consensus.tsx';
import { Laboratory } from './views/laboratory.tsx';
import { Links } from './views/links.tsx';
import { Memory } from './views/memory.tsx';
import { Overview } from './views/overview.tsx';
import { Peers } from './views/peers.tsx';
import { Tuning } from './views/tuning.tsx';
import { Tunnels } from './views/tunnels.tsx';

const views: Readonly<Record<RoutePath, () => JSX.Element>> = {
  overview: Overview,
  channels: Channels,
  tunnels: Tunnels,
  peers: Peers,
  alerts: Alerts,
  links: Links,
  memory: Memory,
  tuning: Tuning,
  consensus: Consensus,
  audit: Audit,
  laboratory: Laboratory,
};

/** Navigation beside the page that is shown. */
export function Frame({ scope }: { scope: 'read' | 'control' }): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const title = routes.find(({ path }) => path === route.value)?.title ?? '';
  // With the page itself, not after it is painted: a key that is pressed at once goes to the new page.
  useLayoutEffect(() => {
    document.title = `${title} – qforge`;
    // Whoever chose another page with the keyboard or a reader goes on there; the first page keeps the focus where it is.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [title]);
  const View = views[route.value];
  const isOffline = connection.value === 'offline';
  return (
    <div class={isOffline ? 'frame is-offline' : 'frame'}>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        To the page
      </a>
      <header class="side">
        <p class="brand">
          <img src="/icon.svg" alt="" />
          qforge
        </p>
        <Navigation />
        <div class="side-foot">
          <p role="status" id="connection">
            {{ connecting: 'Connecting', live: 'Live', offline: 'Offline' }[connection.value]}
          </p>
          <p class="long">{scope === 'read' ? 'Looking only' : 'With control'}</p>
          <div class="row">
            <button class="quiet" type="button" onClick={nextTheme}>
              <span class="word">Colours: </span>
              {theme.value}
            </button>
            <button class="quiet" type="button" onClick={() => void signOut()}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      <main ref={main} tabIndex={-1} id="main">
        {isOffline ? (
          <p class="offline" role="alert">
            <strong>No connection with the process.</strong>
            <span>
              {lastHeardAtMs.value === 0 ? '' : `What is shown is from ${timeOfDay(lastHeardAtMs.value)}. `}
              This page tries again by itself.
            </span>
          </p>
        ) : null}
        <View />
      </main>
    </div>
  );
}

function Navigation(): JSX.Element {
  const groups = [...new Set(routes.map(({ group }) => group))];
  return (
    <nav aria-label="Pages">
      {groups.map((group) => (
        <div key={group} class="nav-group">
          <p class="group" aria-hidden="true">
            {group}
          </p>
          <ul aria-label={group}>
            {routes
              .filter((each) => each.group === group)
              .map(({ path, title }) => (
                <li key={path}>
                  <a href={`#/${path}`} aria-current={route.value === path ? 'page' : undefined}>
                    {title}
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
