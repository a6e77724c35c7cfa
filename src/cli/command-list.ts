import type { Command } from 'commander';

/** Gives the whole tree of commands, for those that speak of all others. */
export type LoadProgram = () => Promise<Command>;

/** Makes a command; its module is loaded only when it is needed. */
export type CommandLoader = (loadProgram: LoadProgram) => Promise<Command>;

/** Every command by name, in the order of the help. */
export const commandLoaders: ReadonlyMap<string, CommandLoader> = new Map<string, CommandLoader>([
  ['keygen', async () => (await import('./commands/keygen.ts')).keygenCommand()],
  ['id', async () => (await import('./commands/id.ts')).idCommand()],
  ['peers', async () => (await import('./commands/peers.ts')).peersCommand()],
  ['listen', async () => (await import('./commands/listen.ts')).listenCommand()],
  ['connect', async () => (await import('./commands/connect.ts')).connectCommand()],
  ['send', async () => (await import('./commands/send.ts')).sendCommand()],
  ['receive', async () => (await import('./commands/receive.ts')).receiveCommand()],
  ['tunnel', async () => (await import('./commands/tunnel.ts')).tunnelCommand()],
  ['up', async () => (await import('./commands/up.ts')).upCommand()],
  ['mail', async () => (await import('./commands/mail.ts')).mailCommand()],
  ['route', async () => (await import('./commands/route.ts')).routeCommand()],
  ['kme', async () => (await import('./commands/kme.ts')).kmeCommand()],
  ['audit', async () => (await import('./commands/audit.ts')).auditCommand()],
  ['cluster', async () => (await import('./commands/cluster.ts')).clusterCommand()],
  ['validator', async () => (await import('./commands/validator.ts')).validatorCommand()],
  ['status', async () => (await import('./commands/status.ts')).statusCommand()],
  ['alerts', async () => (await import('./commands/alerts.ts')).alertsCommand()],
  ['top', async () => (await import('./commands/top.ts')).topCommand()],
  ['quantum', async () => (await import('./commands/quantum.ts')).quantumCommand()],
  ['qkd', async () => (await import('./commands/qkd.ts')).qkdCommand()],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand()],
  ['demo', async () => (await import('./commands/demo.ts')).demoCommand()],
  ['entropy', async () => (await import('./commands/entropy.ts')).entropyCommand()],
  ['selftest', async () => (await import('./commands/selftest.ts')).selftestCommand()],
  ['completion', async (loadProgram) => (await import('./commands/completion.ts')).completionCommand(loadProgram)],
]);

/** What the list of commands says of each, in the same order: so that help need not load them. */
export const commandSummaries: ReadonlyMap<string, string> = new Map([
  ['keygen', 'make an identity and print its PeerId'],
  ['id', 'print your PeerId'],
  ['peers', 'list, add, trust and remove peers'],
  ['listen', 'accept peers and print their messages'],
  ['connect', 'send lines to a peer and print its messages'],
  ['send', 'send files and folders to a peer'],
  ['receive', 'accept files and folders from trusted peers'],
  ['tunnel', 'forward TCP ports and Unix sockets to and from a peer'],
  ['up', 'run this device: tunnels, files, metrics and the admin interface'],
  ['mail', 'send sealed messages to peers that are away, and read them'],
  ['route', 'pass messages on over several hops, and show the routes'],
  ['kme', 'run key managers, and ask them'],
  ['audit', 'examine audit trails, and prove what is in them'],
  ['cluster', 'start a NATS cluster to try, and check the rights of its users'],
  ['validator', 'decide by a quorum, and prove what was decided'],
  ['status', 'show what is running: addresses, peers, traffic'],
  ['alerts', 'show alerts, silence them, try where they are told'],
  ['top', 'watch what is running: rates, peers, health'],
  ['quantum', 'simulate quantum circuits'],
  ['qkd', 'simulate and plan links of quantum key distribution'],
  ['doctor', 'check this installation, and say what to do'],
  ['demo', 'watch two peers meet, talk and exchange a file'],
  ['entropy', 'test the sources of randomness'],
  ['selftest', 'test the cryptography of this installation'],
  ['completion', 'print a completion script for your shell'],
]);

/** Commands for the project's own use: not in the help, the reference or the completions. */
export const hiddenCommandLoaders: ReadonlyMap<string, CommandLoader> = new Map<string, CommandLoader>([
  ['help-all', async (loadProgram) => (await import('./commands/help-all.ts')).helpAllCommand(loadProgram)],
  ['demo-participant', async () => (await import('./commands/demo-participant.ts')).demoParticipantCommand()],
]);
