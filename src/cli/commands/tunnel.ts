import { Command } from 'commander';
import type { OpenTunnelOptions, ServeTunnelsOptions } from '../../client/index.ts';
import { withExamples } from '../examples.ts';
import { type IdentityFlags, withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { type KmeFlags, withKmeFlags } from '../kme-flags.ts';
import { type ListenFlags, listenOptions, withListenFlags } from '../listen-flags.ts';
import { type LogFlags, withLogFlags } from '../log-flags.ts';
import { type SecurityFlags, withSecurityFlags } from '../security-flags.ts';
import { type TunnelLimitFlags, tunnelLimits, withTunnelLimits } from '../tunnel-flags.ts';

interface OpenFlags extends IdentityFlags, KmeFlags, SecurityFlags, TunnelLimitFlags {
  readonly local: readonly string[];
  readonly remote: readonly string[];
  readonly json?: true;
}

interface ServeFlags extends IdentityFlags, KmeFlags, SecurityFlags, ListenFlags, TunnelLimitFlags, LogFlags {
  readonly allow: readonly string[];
  readonly allowBind: readonly string[];
  readonly json?: true;
}

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `qforge tunnel`: TCP connections and Unix sockets through a channel. */
export function tunnelCommand(): Command {
  const command = new Command('tunnel')
    .summary('forward TCP ports and Unix sockets to and from a peer')
    .description(
      'Put services that know nothing of qforge behind a channel. "open", which may be left out, forwards ports to and from a peer; "serve" lets peers do so, and allows nothing that no rule names.',
    );
  command.addCommand(openCommand(), { isDefault: true });
  command.addCommand(serveCommand());
  return withExamples(command, [
    {
      commandLine: 'qforge tunnel -L 5432:localhost:5432 bob',
      meaning: 'Port 5432 here is the PostgreSQL beside bob.',
    },
    {
      commandLine: 'qforge tunnel -R 8080:localhost:3000 bob',
      meaning: 'Port 8080 at bob is the program on port 3000 here.',
    },
    {
      commandLine: 'qforge tunnel -L /run/user/1000/db.sock:/run/postgresql/.s.PGSQL.5432 bob',
      meaning: 'Unix sockets at either end.',
    },
    {
      commandLine: 'qforge tunnel serve --allow alice=localhost:5432 --allow-bind alice=localhost:8080',
      meaning: 'What bob runs for it; "qforge peers allow" keeps such rules.',
    },
  ]);
}

function openCommand(): Command {
  const command = withTunnelLimits(withSecurityFlags(withKmeFlags(withIdentityFlags(new Command('open')))))
    .summary('forward ports to and from a peer')
    .description(
      'Open a tunnel to a peer that runs "qforge tunnel serve", until Ctrl-C. When the channel is lost, open connections are reset and new ones work again as soon as there is a new channel.',
    )
    .argument('<peer>', 'name of a trusted peer, or a PeerId')
    .argument('[address]', 'where it is, as tcp://host:port; by default the address in the list of peers')
    .option('-L, --local <forward>', 'listen here, dial there: [BIND:]PORT:HOST:PORT; may be repeated', collected, [])
    .option('-R, --remote <forward>', 'listen there, dial here: [BIND:]PORT:HOST:PORT; may be repeated', collected, [])
    .option(
      '--json',
      'print a JSON document a line: when the tunnel is open, and whenever its channel is cut, gone, or there again',
    )
    .action(open);
  return withExamples(command, [
    {
      commandLine: 'qforge tunnel open -L 0:db.internal:5432 bob --json',
      meaning: 'Any free port, told in the JSON document.',
    },
    {
      commandLine: 'qforge tunnel -L 5432:localhost:5432 -R 8080:localhost:3000 bob tcp://bob.example:7700',
      meaning: 'Both directions over one channel, to an address that is not in the list.',
    },
  ]);
}

function serveCommand(): Command {
  const command = withLogFlags(
    withTunnelLimits(withSecurityFlags(withKmeFlags(withIdentityFlags(withListenFlags(new Command('serve')))))),
  )
    .summary('let peers forward ports through this device')
    .description(
      'Serve the tunnels of trusted peers, until Ctrl-C. A peer may only do what a rule names: those of "qforge peers allow", read anew for every connection, and those of the flags. HOST of a rule is a name, an IP address, a block such as 10.0.0.0/8, or *, which leaves out this machine; PORT is a number, a range, or *.',
    )
    .option('--allow <peer=host:port>', 'a target this peer may have dialled; may be repeated', collected, [])
    .option('--allow-bind <peer=host:port>', 'where this peer may have a listener; may be repeated', collected, [])
    .option('--json', 'print one JSON document that says where it listens')
    .action(serve);
  return withExamples(command, [
    { commandLine: 'qforge tunnel serve --allow alice=localhost:5432', meaning: 'alice reaches one database.' },
    {
      commandLine: 'qforge tunnel serve --allow alice=10.0.0.0/8:443 --idle-timeout 600',
      meaning: 'Every HTTPS server of the private network; silent connections end after ten minutes.',
    },
  ]);
}

async function open(peer: string, address: string | undefined, flags: OpenFlags): Promise<void> {
  const [{ RunningClient }, { reachablePeer }, { announceLink, announceTunnel, assertForwards }] = await Promise.all([
    import('../running-client.ts'),
    import('../peer-argument.ts'),
    import('../tunnel-report.ts'),
  ]);
  assertForwards(flags.local, flags.remote);
  const interruption = new Interruption('service');
  await using running = await RunningClient.start('tunnel', flags, { showsWarnings: true });
  const reachable = reachablePeer(running.client.trustStore, peer, address);
  const { local, remote } = flags;
  const { signal } = interruption;
  const options: OpenTunnelOptions = { ...tunnelLimits(flags), local, remote, address: reachable.address, signal };
  await using tunnel = await running.client.openTunnel(reachable.peerId, options);
  running.showTunnels({ forwards: () => tunnel.status() });
  const [name, asJson] = [running.nameOf({ peerId: reachable.peerId }), flags.json === true];
  announceTunnel(tunnel.status(), name, asJson);
  tunnel.onChannel((event) => announceLink(event, tunnel.status(), name, asJson));
  await interruption.wait();
}

async function serve(flags: ServeFlags): Promise<void> {
  const [{ RunningClient }, { announceChannel, announceListening }, { tunnelRules }] = await Promise.all([
    import('../running-client.ts'),
    import('../channel-announcer.ts'),
    import('../tunnel-rules.ts'),
  ]);
  const interruption = new Interruption('service');
  await using running = await RunningClient.start('tunnel', flags, listenOptions(flags));
  const rules = tunnelRules(running.client.trustStore, flags.allow, flags.allowBind);
  const options: ServeTunnelsOptions = { ...tunnelLimits(flags), rules };
  await using server = await running.client.serveTunnels(options);
  running.showTunnels({ forwards: () => server.status(), refusals: () => server.refusals() });
  running.client.onChannel((channel) => {
    announceChannel(channel, running.nameOf(channel));
    channel.onStream((stream) => stream.reset('only tunnels are served here'));
  });
  announceListening(running, flags.json === true);
  await interruption.wait();
}
