import type { Command as CommandType } from 'commander';
import { Command } from 'commander';
import { withExamples } from '../examples.ts';
import { withIdentityFlags } from '../identity-flags.ts';
import { Interruption } from '../interruption.ts';
import { withKmeFlags } from '../kme-flags.ts';
import { withListenFlags } from '../listen-flags.ts';
import { withLogFlags } from '../log-flags.ts';
import { withSecurityFlags } from '../security-flags.ts';
import type { UpFlags } from '../up/up-settings.ts';

/** `qforge up`: the long-running process of this device. */
export function upCommand(): Command {
  const command = withLogFlags(withSecurityFlags(withKmeFlags(withIdentityFlags(withListenFlags(new Command('up'))))))
    .summary('run this device: tunnels, files, metrics and the admin interface')
    .description(
      'Run this device until Ctrl-C: serve the tunnels of peers by the rules of "qforge peers allow", keep the tunnels open that the configuration names, take files if it names a folder for them, and serve the admin interface with its metrics and a dashboard on this machine alone; at a terminal a link to it is printed that signs in once. A Prometheus server scrapes /metrics with the token of metrics.token, beside the identity. Flags win over the configuration file.',
    )
    .option('-c, --config <path>', 'configuration file (TOML)')
    .option('--admin <host:port>', 'where the admin interface listens; by default 127.0.0.1:7780')
    .option('--unsafe-admin-public', 'let the admin interface listen where others can reach it, without TLS')
    .option('--open', 'open the dashboard in a browser, signed in by a link that works once')
    .option('--json', 'print one JSON document that says where it listens')
    .action(up);
  return withExamples(command, [
    {
      commandLine: 'qforge up',
      meaning: 'Listen for peers on port 7700, and for the admin on port 7780 of 127.0.0.1.',
    },
    { commandLine: 'qforge up --config /etc/qforge/qforge.toml', meaning: 'As a service does.' },
    { commandLine: 'qforge up --open', meaning: 'And look at it in a browser.' },
    {
      commandLine: 'qforge up --admin 127.0.0.1:7790 --audit /var/lib/qforge/audit',
      meaning: 'The admin interface on another port, and a trail that nobody edits unseen.',
    },
  ]);
}

async function up(flags: UpFlags, command: CommandType): Promise<void> {
  const { runDevice } = await import('../up/device-run.ts');
  const interruption = new Interruption('service');
  interruption.countsAsDone();
  await runDevice(flags, { addressIsGiven: command.getOptionValueSource('address') === 'cli', interruption });
}
