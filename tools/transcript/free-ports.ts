import { ReservedPorts } from '../../src/network/index.ts';

/** Ports as documents write them: 7700 to 7899. */
const WRITTEN_PORT = /(?<!\d)7[78]\d\d(?!\d)/gu;

/** Ports of this machine in the place of those that a document writes, so that nothing else is in the way. */
export class FreePorts implements Disposable {
  readonly #reserved: ReservedPorts;
  readonly #ports: ReadonlyMap<string, string>;

  private constructor(written: readonly string[], reserved: ReservedPorts) {
    this.#reserved = reserved;
    this.#ports = new Map(written.map((port, index) => [port, String(reserved.ports[index])]));
  }

  /** Reserves a port for every one that the document names. */
  static async for(document: string): Promise<FreePorts> {
    const written = [...new Set([...document.matchAll(WRITTEN_PORT)].map(([port]) => port))];
    return new FreePorts(written, await ReservedPorts.take(written.length));
  }

  /** A text with the ports that are free here. */
  put(text: string): string {
    return text.replaceAll(WRITTEN_PORT, (port) => this.#ports.get(port) ?? port);
  }

  [Symbol.dispose](): void {
    this.#reserved[Symbol.dispose]();
  }
}
