import { dirname, join } from 'node:path';
import { readTextFile } from '../../client/index.ts';
import {
  type AdminServer,
  type DaemonConfig,
  DEFAULT_ADMIN_PORT,
  parseDaemonConfig,
  type TunnelConfig,
} from '../../daemon/index.ts';
import { adminPlace } from '../admin-place.ts';
import { openBrowser } from '../browser-opener.ts';
import type { IdentityFlags } from '../identity-flags.ts';
import type { KmeFlags } from '../kme-flags.ts';
import { type ListenFlags, listenOptions } from '../listen-flags.ts';
import { auditFolder, type LogFlags } from '../log-flags.ts';
import type { RunningClient, RunningClientOptions } from '../running-client.ts';
import type { SecurityFlags } from '../security-flags.ts';
import { readSettings } from '../settings.ts';
import { printJsonLine, printNote } from '../standard-output.ts';
import { isTerminal } from '../terminal.ts';
import { forwardDocument, forwardLine } from '../tunnel-report.ts';

/** Where the admin interface listens, and where its tokens are. */
export interface AdminSettings {
  readonly host: string;
  readonly port: number;
  readonly hosts: readonly string[];
  readonly isPublic: boolean;
  readonly tokenFolder: string;
  /** Where series are kept. */
  readonly historyPath: string;
  readonly alerts: DaemonConfig['alerts'];
  readonly otlp: DaemonConfig['otlp'];
}

/** Records that the admin interface shows. */
export interface RecordSettings {
  readonly auditFolder: string | undefined;
  /** The folder of a validator on this machine. */
  readonly validatorFolder: string | undefined;
}

/** What `qforge up` does. */
export interface UpSettings {
  readonly client: RunningClientOptions;
  readonly admin: AdminSettings;
  readonly receive: DaemonConfig['receive'];
  /** Tunnels that it keeps open. */
  readonly tunnels: readonly TunnelConfig[];
  readonly records: RecordSettings;
}

/** Flags of `qforge up`. */
export interface UpFlags extends IdentityFlags, KmeFlags, SecurityFlags, ListenFlags, LogFlags {
  readonly config?: string;
  readonly admin?: string;
  readonly unsafeAdminPublic?: true;
  readonly open?: true;
  readonly json?: true;
}

/** Puts defaults, the configuration file and flags together; flags win. Throws `FILE_MISSING`, `FILE_UNREADABLE`, `CONFIG_INVALID`, `COMMAND_LINE_INVALID`. */
export async function upSettings(flags: UpFlags, addressIsGiven: boolean): Promise<UpSettings> {
  const config = flags.config === undefined ? {} : parseDaemonConfig(await readTextFile(flags.config), flags.config);
  const listen = addressIsGiven ? flags.address : (config.listen ?? flags.address);
  const { host = '127.0.0.1', port = DEFAULT_ADMIN_PORT, hosts = [] } = config.admin ?? {};
  const place = flags.admin === undefined ? { host, port } : adminPlace(flags.admin);
  const { peersPath } = readSettings(process.env, flags.identity);
  const tokenFolder = dirname(peersPath);
  const historyPath = config.history?.file ?? join(tokenFolder, 'history.sqlite');
  const { mode = 'balanced', adaptive = true } = config.performance ?? {};
  const isPublic = flags.unsafeAdminPublic === true;
  return {
    client: { ...listenOptions(flags), listen, showsWarnings: true, performance: { mode, isAdaptive: adaptive } },
    admin: { ...place, hosts, isPublic, tokenFolder, historyPath, alerts: config.alerts, otlp: config.otlp },
    receive: config.receive,
    tunnels: config.tunnel ?? [],
    records: { auditFolder: auditFolder(flags, process.env), validatorFolder: config.validator?.folder },
  };
}

/** Tells where the device can be reached. */
export function announceDaemon(running: RunningClient, admin: AdminServer, asJson: boolean): void {
  const { peerId, listenAddresses: addresses } = running.client;
  const opened = running.tunnels.forwards();
  if (asJson) {
    const forwards = opened.map(forwardDocument);
    return printJsonLine({ event: 'listening', peerId, addresses, admin: admin.url, forwards });
  }
  printNote(`listening on ${addresses.join(' and ')} as ${peerId}`);
  for (const forward of opened) printNote(forwardLine(forward, running.nameOf({ peerId: forward.peer })));
  printNote(`admin interface on ${admin.url}`);
}

/** Shows the way to the dashboard. A link that signs in goes to a browser or a terminal, never into a log. */
export async function showDashboard(admin: AdminServer, opensBrowser: boolean): Promise<void> {
  if (!admin.hasPages) {
    if (opensBrowser) printNote('note: there is no dashboard: "npm run qforge -- up" builds it from the sources');
    return;
  }
  if (opensBrowser && (await openBrowser(admin.signInUrl()))) return printNote('the dashboard opens in your browser');
  if (isTerminal(process.stderr)) printNote(`dashboard: ${admin.signInUrl()} (signs in once, within ten minutes)`);
  else if (opensBrowser) printNote('note: no browser could be opened');
}
