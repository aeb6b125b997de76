import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '@lakeward/core';
import type { KeyDescription } from '../key-ring';
import { kmsError } from './kms-error';

/**
 * Every operation takes milliseconds and changes nothing, so a slow answer is given up early and asked again; five tries ride out
 * the short bursts by which the shared request quota is exceeded.
 */
export const PATIENCE = { connectMs: 1_000, answerMs: 5_000, attempts: 5 };

/** What the call answers; what it throws, in the port's codes. */
export async function ask<T>(keyId: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw kmsError(error, keyId);
  }
}

/** A member that KMS always gives, though its model calls every member optional. */
export function given<T>(keyId: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new AppError({
    code: 'KMS_UNAVAILABLE',
    message: `KMS: key ${keyId}: the answer lacks a member that it always has.`,
    remedy: 'Try again later; update Lakeward if it stays so.',
    retryable: true,
  });
}

/** What both ports of keys tell of one. */
export async function describeKey(client: KMSClient, keyId: string): Promise<KeyDescription> {
  const command = new DescribeKeyCommand({ KeyId: keyId });
  const { KeyMetadata } = await ask(keyId, () => client.send(command));
  return {
    arn: given(keyId, KeyMetadata?.Arn),
    spec: given(keyId, KeyMetadata?.KeySpec),
    usage: given(keyId, KeyMetadata?.KeyUsage),
    enabled: KeyMetadata?.Enabled === true,
    state: given(keyId, KeyMetadata?.KeyState),
    multiRegion: KeyMetadata?.MultiRegion === true,
  };
}
