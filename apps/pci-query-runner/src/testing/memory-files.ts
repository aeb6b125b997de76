import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { folderSource, type EvidenceSource } from '../evidence/verify/evidence-source';

/** Evidence held in memory, and changed copies of it. */
export class MemoryFiles implements EvidenceSource {
  readonly place = 'memory';
  readonly #files: ReadonlyMap<string, Buffer>;

  constructor(files: ReadonlyMap<string, Buffer>) {
    this.#files = files;
  }

  static async of(source: EvidenceSource): Promise<MemoryFiles> {
    const files = new Map<string, Buffer>();
    for (const name of await source.names()) files.set(name, (await source.read(name)) ?? Buffer.alloc(0));
    return new MemoryFiles(files);
  }

  list(): string[] {
    return [...this.#files.keys()];
  }

  get(name: string): Buffer {
    const bytes = this.#files.get(name);
    if (bytes === undefined) throw new Error(`There is no ${name}.`);
    return bytes;
  }

  with(name: string, bytes: Buffer): MemoryFiles {
    return new MemoryFiles(new Map(this.#files).set(name, bytes));
  }

  without(name: string): MemoryFiles {
    const files = new Map(this.#files);
    files.delete(name);
    return new MemoryFiles(files);
  }

  below(folder: string): MemoryFiles {
    const files = [...this.#files].filter(([name]) => name.startsWith(folder));
    return new MemoryFiles(new Map(files.map(([name, bytes]) => [name.slice(folder.length), bytes])));
  }

  /** The same, telling what is read. */
  watched(read: string[]): MemoryFiles {
    const files = new MemoryFiles(this.#files);
    files.read = (name) => {
      read.push(name);
      return this.read(name);
    };
    return files;
  }

  /** Writes everything to a folder, with more files beside it. */
  async writeTo(folder: string, more: Readonly<Record<string, string>>): Promise<EvidenceSource> {
    for (const [name, bytes] of [...this.#files, ...Object.entries(more)]) {
      await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
      await writeFile(path.join(folder, name), bytes);
    }
    return folderSource(folder);
  }

  names(): Promise<readonly string[]> {
    return Promise.resolve(this.list());
  }

  read(name: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.#files.get(name));
  }
}
