const NAME = /^(?<command>[a-z]{1,20})-(?<pid>[1-9]\d{0,9})\.sock$/u;

/** Who listens on a control socket, as its file name says. */
export interface ControlSocketOwner {
  readonly command: string;
  readonly pid: number;
}

/** The file name of a process's control socket. */
export function controlSocketName({ command, pid }: ControlSocketOwner): string {
  return `${command}-${pid}.sock`;
}

/** Reads the file name of a control socket; undefined for other files. */
export function parseControlSocketName(fileName: string): ControlSocketOwner | undefined {
  const groups = NAME.exec(fileName)?.groups;
  if (groups === undefined) return undefined;
  return { command: groups['command'] ?? '', pid: Number(groups['pid']) };
}
