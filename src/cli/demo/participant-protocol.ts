import type { SecurityLevel, SharedKeyStatus } from '../../client/index.ts';

/** What a participant tells of its channel. */
export interface ChannelFacts {
  readonly suite: string;
  readonly securityLevel: SecurityLevel;
  readonly quantumKeys: 'none' | 'simulated' | 'hardware';
  readonly handshakeMs: number;
}

/** A file as it is on the disk of a participant. */
export interface StoredFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** What a participant has sent and received so far. */
export interface ParticipantTraffic {
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly rxBytes: number;
  readonly txBytes: number;
}

/** Everything the demonstration asks of a participant: the request and the answer of each command. */
export interface ParticipantCommands {
  /** Makes an identity in `home`, a folder of its own, and listens there if told to. */
  start: {
    request: {
      readonly name: string;
      readonly home: string;
      readonly listen: readonly string[];
      /** How to reach its key manager, if it has one. */
      readonly kme?: string | undefined;
      /** Whether it serves a dashboard of itself, with a history and an audit trail in its home. */
      readonly servesDashboard?: boolean;
    };
    answer: {
      readonly peerId: string;
      readonly addresses: readonly string[];
      /** A link that signs in; undefined where there is no dashboard. */
      readonly dashboard: string | undefined;
    };
  };
  /** Makes another participant a trusted peer. */
  meet: { request: { readonly name: string; readonly peerId: string; readonly address?: string }; answer: null };
  /** Opens a channel to a peer by name; an open one is closed before. */
  connect: { request: { readonly peer: string }; answer: ChannelFacts };
  /** Sends messages one after the other, each when the one before is acknowledged. */
  exchange: {
    request: { readonly count: number; readonly bytes: number };
    answer: { readonly roundTripsMs: readonly number[] };
  };
  /** Sends messages without waiting for each; ends when all are acknowledged. */
  bulk: { request: { readonly count: number; readonly bytes: number }; answer: { readonly durationMs: number } };
  sendFile: { request: { readonly path: string }; answer: { readonly bytes: number; readonly durationMs: number } };
  /** Reads a file that was received back from the disk. */
  inspectFile: { request: { readonly name: string }; answer: StoredFile };
  /** How its source of shared keys does; null if there is none. */
  sharedKeys: { request: null; answer: SharedKeyStatus | null };
  traffic: { request: null; answer: ParticipantTraffic };
  stop: { request: null; answer: null };
}

/** How a participant answers each command. */
export type ParticipantHandlers = {
  readonly [C in keyof ParticipantCommands]: (
    request: ParticipantCommands[C]['request'],
  ) => Promise<ParticipantCommands[C]['answer']>;
};

/** Name of a command. */
export type ParticipantCommand = keyof ParticipantCommands;

/** A request on its way to a participant. */
export interface ParticipantRequest {
  readonly id: number;
  readonly command: ParticipantCommand;
  readonly request: unknown;
}

/** An answer on its way back: a result, or an error of the catalogue. */
export type ParticipantAnswer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };
