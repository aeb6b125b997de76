import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@lakeward/core';
import {
  alreadyExists,
  checkNames,
  checkTable,
  exists,
  notFound,
  valuesMisfit,
  type Catalog,
  type CatalogPartition,
  type CatalogTable,
  type PartitionError,
} from '@lakeward/glue';
import { fileError } from '../files/file-error';
import { createFile, isErrno, OWNER_ONLY, replaceFile } from '../files/whole-file';
import { PartitionJournal } from './partition-journal';

/** Longest encoded name: leaves room for what is added to it in the 255 bytes of a file name. */
const MAX_FILE_NAME = 150;
/** Databases that are being deleted; no encoded name begins with a dot. */
const DELETED = '.deleted-';

export interface FileCatalogOptions {
  /** Directory of the lake. */
  readonly lake: string;
  /** Makes ids that never come twice. */
  readonly newId?: () => string;
}

/** A table as it lies on disk. The incarnation names its partitions, so that a table of the same name never sees former ones. */
interface TableFile {
  readonly incarnation: string;
  readonly table: CatalogTable;
}

/**
 * A {@link Catalog} in files, safe for several processes at once and for any of them being killed at any time:
 * `<lake>/.lakeward/catalog/<database>/<table>.json` is replaced whole, its partitions are a journal beside it.
 */
export class FileCatalog implements Catalog {
  readonly #root: string;
  readonly #newId: () => string;
  readonly #journals = new Map<string, PartitionJournal>();

  constructor({ lake, newId = randomUUID }: FileCatalogOptions) {
    this.#root = path.join(lake, '.lakeward', 'catalog');
    this.#newId = newId;
  }

  async ensureDatabase(name: string): Promise<void> {
    checkNames(name);
    await this.#in(`database ${name}`, () => mkdir(this.#directory(name), { recursive: true }));
  }

  async *databases(): AsyncIterable<string> {
    const entries = await this.#in('databases', () => list(this.#root));
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    yield* names.map((entry) => decodeURIComponent(entry.name)).sort();
  }

  async deleteDatabase(name: string): Promise<void> {
    checkNames(name);
    await this.#in(`database ${name}`, async () => {
      try {
        await rename(this.#directory(name), path.join(this.#root, `${DELETED}${this.#newId()}`));
      } catch (error) {
        if (!isErrno(error, 'ENOENT')) throw error;
      }
      // Also those that a killed process left.
      for (const entry of await list(this.#root)) {
        if (entry.name.startsWith(DELETED)) {
          await rm(path.join(this.#root, entry.name), { recursive: true, force: true });
        }
      }
    });
  }

  async table(database: string, name: string): Promise<CatalogTable | undefined> {
    return (await this.#read(database, name))?.table;
  }

  async *tables(database: string): AsyncIterable<CatalogTable> {
    checkNames(database);
    const directory = this.#directory(database);
    const tables = await this.#in(`database ${database}`, async () => {
      const names = await readdir(directory).catch((error: unknown) => {
        throw isErrno(error, 'ENOENT') ? notFound(`database ${database}`) : error;
      });
      const files = names.filter((name) => /^[^.]+\.json$/.test(name)).sort();
      return Promise.all(files.map((name) => readTable(path.join(directory, name))));
    });
    // One that was deleted in the meantime is not there any more.
    for (const file of tables) if (file !== undefined) yield file.table;
  }

  async createTable(table: CatalogTable): Promise<void> {
    checkTable(table);
    const incarnation = this.#newId();
    const journal = this.#journalFile(table.database, table.name, incarnation);
    const created = await this.#in(`table ${table.database}.${table.name}`, async () => {
      try {
        await writeFile(journal, '', { flag: 'wx', mode: OWNER_ONLY });
      } catch (error) {
        throw isErrno(error, 'ENOENT') ? notFound(`database ${table.database}`) : error;
      }
      const file: TableFile = { incarnation, table };
      const isFirst = await createFile(this.#tableFile(table.database, table.name), JSON.stringify(file));
      if (!isFirst) await rm(journal, { force: true });
      return isFirst;
    });
    if (!created) throw exists(`table ${table.database}.${table.name}`);
  }

  async updateTable(table: CatalogTable): Promise<void> {
    checkTable(table);
    const { incarnation } = await this.#existing(table.database, table.name);
    const file: TableFile = { incarnation, table };
    await this.#in(`table ${table.database}.${table.name}`, () =>
      replaceFile(this.#tableFile(table.database, table.name), JSON.stringify(file)),
    );
  }

  async deleteTable(database: string, name: string): Promise<void> {
    const existing = await this.#read(database, name);
    if (existing === undefined) return;
    const journal = this.#journalFile(database, name, existing.incarnation);
    await this.#in(`table ${database}.${name}`, async () => {
      await rm(this.#tableFile(database, name), { force: true });
      await rm(journal, { force: true });
    });
    this.#journals.delete(journal);
  }

  async partition(
    database: string,
    table: string,
    values: readonly string[],
  ): Promise<CatalogPartition | undefined> {
    const existing = await this.#read(database, table);
    if (existing === undefined) return undefined;
    return this.#withJournal(existing, (journal) => journal.get(values));
  }

  async *partitions(database: string, table: string): AsyncIterable<CatalogPartition> {
    yield* await this.#withJournal(await this.#existing(database, table), (journal) => journal.all());
  }

  async createPartitions(
    database: string,
    table: string,
    partitions: readonly CatalogPartition[],
  ): Promise<readonly PartitionError[]> {
    const existing = await this.#existing(database, table);
    const errors: PartitionError[] = [];
    const fitting: CatalogPartition[] = [];
    for (const partition of partitions) {
      const error = valuesMisfit(existing.table, partition.values);
      if (error === undefined) fitting.push(partition);
      else errors.push(error);
    }
    const refused = await this.#withJournal(existing, (journal) => journal.create(fitting));
    return [...errors, ...refused.map(alreadyExists)];
  }

  async updatePartition(database: string, table: string, partition: CatalogPartition): Promise<void> {
    const existing = await this.#existing(database, table);
    if (await this.#withJournal(existing, (journal) => journal.update(partition))) return;
    throw notFound(`partition ${JSON.stringify(partition.values)} of ${database}.${table}`);
  }

  async deletePartitions(
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<void> {
    const existing = await this.#existing(database, table);
    await this.#withJournal(existing, (journal) => journal.delete(values));
  }

  async #withJournal<T>(
    { incarnation, table }: TableFile,
    work: (journal: PartitionJournal) => Promise<T>,
  ): Promise<T> {
    const file = this.#journalFile(table.database, table.name, incarnation);
    const journal = this.#journals.get(file) ?? new PartitionJournal(file, this.#newId);
    this.#journals.set(file, journal);
    const place = `table ${table.database}.${table.name}`;
    return this.#in(place, () =>
      work(journal).catch((error: unknown) => {
        if (!isErrno(error, 'ENOENT')) throw error;
        this.#journals.delete(file);
        throw notFound(place);
      }),
    );
  }

  async #read(database: string, name: string): Promise<TableFile | undefined> {
    checkNames(database, name);
    return this.#in(`table ${database}.${name}`, () => readTable(this.#tableFile(database, name)));
  }

  async #existing(database: string, name: string): Promise<TableFile> {
    const file = await this.#read(database, name);
    if (file === undefined) throw notFound(`table ${database}.${name}`);
    return file;
  }

  async #in<T>(place: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fileError(error, 'GLUE', `Catalog: ${place}`);
    }
  }

  #directory(database: string): string {
    return path.join(this.#root, encode(database));
  }

  #tableFile(database: string, name: string): string {
    return path.join(this.#directory(database), `${encode(name)}.json`);
  }

  #journalFile(database: string, name: string, incarnation: string): string {
    return path.join(this.#directory(database), `${encode(name)}.${incarnation}.jsonl`);
  }
}

async function readTable(file: string): Promise<TableFile | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TableFile;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function list(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}

/** A name as a file name: without dots and separators, so that no name leads elsewhere or looks like another kind of file. */
function encode(name: string): string {
  const encoded = encodeURIComponent(name).replaceAll('.', '%2E');
  if (encoded.length <= MAX_FILE_NAME) return encoded;
  throw new AppError({
    code: 'GLUE_INVALID_REQUEST',
    message: `The name "${name}" is too long for a file name.`,
    remedy: `Take a name that is at most ${MAX_FILE_NAME} characters of a-z, 0-9 and "_".`,
  });
}
