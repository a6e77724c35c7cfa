import { join } from 'node:path';
import { systemClock } from '../../base/index.ts';
import { type ClientOptions, Observation, type StreamlinedSecureClient } from '../../client/index.ts';
import { ClientObservation } from '../../daemon/index.ts';
import { Administration } from '../up/administration.ts';
import { warningLogger } from '../warning-logger.ts';

/** The dashboard of a participant, with all that it keeps in the participant's home. */
export class ParticipantDashboard implements AsyncDisposable {
  readonly #home: string;
  readonly #registry: ReturnType<typeof ClientObservation.newRegistry>;
  readonly #records: Observation;
  #administration: Administration | undefined;

  private constructor(home: string, registry: ReturnType<typeof ClientObservation.newRegistry>, records: Observation) {
    this.#home = home;
    this.#registry = registry;
    this.#records = records;
  }

  /** Opens the audit trail, so that it holds what the client does from its start on. */
  static async prepare(home: string): Promise<ParticipantDashboard> {
    const registry = ClientObservation.newRegistry();
    const records = await Observation.open({
      audit: { folder: auditFolderOf(home) },
      also: warningLogger,
      clock: systemClock,
      metrics: registry,
      onFailure: () => undefined,
    });
    return new ParticipantDashboard(home, registry, records);
  }

  /** What the client is made with. */
  get sinks(): Partial<ClientOptions> {
    return { logger: this.#records.logger, metrics: this.#registry, ...this.#records.audit };
  }

  /** Serves the dashboard on any free port of this machine; gives a link that signs in, or nothing where it was not built. */
  async serve(client: StreamlinedSecureClient): Promise<string | undefined> {
    const place = { host: '127.0.0.1', port: 0, hosts: [], isPublic: false };
    const kept = {
      tokenFolder: this.#home,
      historyPath: join(this.#home, 'history.sqlite'),
      alerts: undefined,
      otlp: undefined,
    };
    const records = { auditFolder: auditFolderOf(this.#home), validatorFolder: undefined };
    const observed = { client, registry: this.#registry, logger: this.#records.logger };
    this.#administration = await Administration.start(observed, { ...place, ...kept }, records);
    const { server } = this.#administration;
    return server.hasPages ? server.signInUrl() : undefined;
  }

  /** Ends the interface: what it shows is about to go. */
  async stopServing(): Promise<void> {
    await this.#administration?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#records[Symbol.asyncDispose]();
  }
}

function auditFolderOf(home: string): string {
  return join(home, 'audit');
}
