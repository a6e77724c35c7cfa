import type { Command, Option } from 'commander';

/** A flag as plain data. */
export interface FlagNode {
  /** As written: `-i`, `--identity`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What its value is called; undefined when it takes none. */
  readonly value: string | undefined;
  /** The values it takes, if they are few. */
  readonly choices: readonly string[];
  readonly defaultValue: string | undefined;
}

/** An argument as plain data. */
export interface ArgumentNode {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly choices: readonly string[];
}

/** A command as plain data: what completions and the reference are made from. */
export interface CommandNode {
  /** Without the names of the commands above it. */
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly FlagNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly children: readonly CommandNode[];
}

/** The tree below a command; the help that every command has is part of it. */
export function commandTree(command: Command): CommandNode {
  const help = command.createHelp();
  return {
    name: command.name(),
    summary: help.subcommandDescription(command),
    flags: help.visibleOptions(command).map(flagNode),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      isRequired: argument.required,
      choices: argument.argChoices ?? [],
    })),
    children: withHelpChoices(help.visibleCommands(command).map(commandTree)),
  };
}

/** The command that helps takes the names of the others. */
function withHelpChoices(children: readonly CommandNode[]): readonly CommandNode[] {
  const choices = children.map(({ name }) => name).filter((name) => name !== 'help');
  const topic = { name: 'command', description: 'the command to explain', isRequired: false, choices };
  return children.map((child) => (child.name === 'help' ? { ...child, arguments: [topic] } : child));
}

function flagNode(option: Option): FlagNode {
  const value = /[<[](?<value>[^>\]]+)[>\]]/u.exec(option.flags)?.groups?.['value'];
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    description: option.description,
    value,
    choices: option.argChoices ?? [],
    defaultValue: typeof option.defaultValue === 'string' ? option.defaultValue : undefined,
  };
}
