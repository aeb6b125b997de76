import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { MultipartCopyOptions, ObjectRef } from '@lakeward/s3';
import { isFileError } from './file-errors';
import { entriesOf, isAbsent, keepAs, readIfThere, replaceFile, stampOf } from './files';
import type { LakeLayout } from './lake-layout';
import { sameStamp, type Stamp } from './object-record';
import type { WrittenFile } from './written-file';

/** An upload as it is kept. */
export interface KeptUpload {
  readonly to: ObjectRef;
  readonly uploadId: string;
  readonly beganAt: Date;
  readonly options: MultipartCopyOptions;
}

/** A part as it is kept. */
export interface StoredPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly size: number;
  readonly file: string;
}

const partName = /^(\d+)-([0-9a-f]{32})(?:-(\d+))?$/;

/**
 * Uploads in parts that have begun, a folder each: `upload.json` tells what the object is to be, every other file is a part, named by
 * its number and MD5. A part that is a whole object is another name of the object's file, which keeps the bytes whatever becomes of
 * the object; its own name holds the time of the last change too, and it counts only as long as that is so.
 */
export class MultipartUploads {
  readonly #layout: LakeLayout;

  constructor(layout: LakeLayout) {
    this.#layout = layout;
  }

  async begin(to: ObjectRef, options: MultipartCopyOptions, beganAt: Date): Promise<string> {
    const uploadId = randomUUID();
    const text = JSON.stringify({ key: to.key, beganAt, options });
    const folder = this.#folder(to, uploadId);
    await mkdir(folder, { recursive: true });
    await replaceFile(path.join(folder, 'upload.json'), text, this.#layout.temporary());
    return uploadId;
  }

  /** Undefined where there is none of that id. */
  async find(to: ObjectRef, uploadId: string): Promise<KeptUpload | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(uploadId)) return undefined;
    const text = await readIfThere(path.join(this.#folder(to, uploadId), 'upload.json'));
    if (text === undefined) return undefined;
    const { beganAt, options } = JSON.parse(text) as { beganAt: string; options: MultipartCopyOptions };
    const { retention } = options;
    // Dates have no form of their own in JSON.
    const dated = retention && { ...retention, retainUntil: new Date(retention.retainUntil) };
    return {
      to,
      uploadId,
      beganAt: new Date(beganAt),
      options: { ...options, ...(dated === undefined ? {} : { retention: dated }) },
    };
  }

  /** All that were begun for the key, oldest first. */
  async ofKey(to: ObjectRef): Promise<KeptUpload[]> {
    const names = await entriesOf(this.#layout.uploads(to));
    const found = await Promise.all(names.map(({ name }) => this.find(to, name)));
    return found
      .filter((upload) => upload !== undefined)
      .sort((a, b) => a.beganAt.getTime() - b.beganAt.getTime());
  }

  /** Keeps a part, whose file is moved; one of the same number that is there already goes. */
  async keep(upload: KeptUpload, partNumber: number, { file, md5 }: WrittenFile): Promise<string> {
    const name = `${partNumber}-${md5}`;
    try {
      const before = await this.parts(upload);
      await rename(file, path.join(this.#folder(upload.to, upload.uploadId), name));
      await removeOthers(before, partNumber, name);
      return md5;
    } finally {
      await rm(file, { force: true });
    }
  }

  /**
   * Keeps a whole file as a part, under another name and without a copy. Answers what stands for its MD5: the `etag`, or one made of it.
   * Undefined where the file is not as its `stamp` says, or the system gives it no second name.
   */
  async pin(
    upload: KeptUpload,
    partNumber: number,
    source: string,
    { stamp, etag }: { readonly stamp: Stamp; readonly etag: string },
  ): Promise<string | undefined> {
    const md5 = /^[0-9a-f]{32}$/.test(etag) ? etag : createHash('md5').update(etag).digest('hex');
    const name = `${partNumber}-${md5}-${stamp.mtimeNs}`;
    const file = path.join(this.#folder(upload.to, upload.uploadId), name);
    const before = await this.parts(upload);
    try {
      await keepAs(source, file);
    } catch (error) {
      if (isFileError(error, 'ENOENT', 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP')) return undefined;
      throw error;
    }
    if (!sameStamp(await stampOf(file), stamp)) {
      await rm(file, { force: true });
      return undefined;
    }
    await removeOthers(before, partNumber, name);
    return md5;
  }

  /** In order of their numbers. */
  async parts({ to, uploadId }: KeptUpload): Promise<StoredPart[]> {
    const folder = this.#folder(to, uploadId);
    const names = await readdir(folder).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
    const parts: StoredPart[] = [];
    for (const name of names) {
      const [, number, etag, changed] = partName.exec(name) ?? [];
      const file = path.join(folder, name);
      const stamp = await stampOf(file);
      if (etag === undefined || stamp === undefined) continue;
      if (changed !== undefined && changed !== stamp.mtimeNs) continue;
      parts.push({ partNumber: Number(number), etag, size: stamp.size, file });
    }
    return parts.sort((a, b) => a.partNumber - b.partNumber);
  }

  async drop(to: ObjectRef, uploadId: string): Promise<void> {
    await rm(this.#folder(to, uploadId), { recursive: true, force: true });
  }

  #folder(to: ObjectRef, uploadId: string): string {
    return path.join(this.#layout.uploads(to), uploadId);
  }
}

/** Removes what was kept of a part before. */
async function removeOthers(before: readonly StoredPart[], partNumber: number, name: string): Promise<void> {
  for (const part of before) {
    if (part.partNumber === partNumber && path.basename(part.file) !== name)
      await rm(part.file, { force: true });
  }
}

/** Something that stands for an ETag where it is no MD5: of the same form, and never the same. */
export function opaqueEtag(etag: string): string {
  const [md5 = '', count = ''] = etag.split('-');
  return `${createHash('md5').update(md5).update(randomUUID()).digest('hex')}-${count}`;
}
