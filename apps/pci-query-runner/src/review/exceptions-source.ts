import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError, isAppError } from '@lakeward/core';
import { readText, s3Uri, type ObjectStore } from '@lakeward/s3';
import { EXCEPTIONS_KEY } from '../contract';
import type { ExceptionsSource } from './exceptions';

/** The exceptions that lie in the evidence bucket, or undefined where there are none. */
export async function exceptionsObject(
  store: ObjectStore,
  bucket: string,
): Promise<ExceptionsSource | undefined> {
  const ref = { bucket, key: EXCEPTIONS_KEY };
  try {
    return { uri: s3Uri(ref), text: await readText(store, ref) };
  } catch (error) {
    if (isAppError(error, 'S3_OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Reads exceptions from a file that must be there. */
export function exceptionsFileAt(file: string): () => Promise<ExceptionsSource> {
  return async () => {
    try {
      return { uri: pathToFileURL(path.resolve(file)).href, text: await readFile(file, 'utf8') };
    } catch (cause) {
      throw new AppError({
        code: 'PCI_EXCEPTIONS_NOT_FOUND',
        message: `The file of exceptions "${file}" cannot be read.`,
        remedy: 'Give the path of a file that is there.',
        cause,
      });
    }
  };
}
