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
  ['quantum', async () => (await import('./commands/quantum.ts')).quantumCommand()],
  ['qkd', async () => (await import('./commands/qkd.ts')).qkdCommand()],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand()],
  ['demo', async () => (await import('./commands/demo.ts')).demoCommand()],
  ['entropy', async () => (await import('./commands/entropy.ts')).entropyCommand()],
  ['selftest', async () => (await import('./commands/selftest.ts')).selftestCommand()],
  ['completion', async (loadProgram) => (await import('./commands/completion.ts')).completionCommand(loadProgram)],
]);

/** Commands for the project's own use: not in the help, the reference or the completions. */
export const hiddenCommandLoaders: ReadonlyMap<string, CommandLoader> = new Map<string, CommandLoader>([
  ['help-all', async (loadProgram) => (await import('./commands/help-all.ts')).helpAllCommand(loadProgram)],
  ['demo-participant', async () => (await import('./commands/demo-participant.ts')).demoParticipantCommand()],
]);
