import { rm } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { DAY_MS, systemClock } from '@lakeward/core';
import { openEmbeddedRuntime } from '@lakeward/embedded';
import { inventoryFields, s3Uri } from '@lakeward/s3';
import { deliverInventory, writeSampleEstate } from '@lakeward/sample-data';
import { EXIT, type ExitCode } from '../exit-code';
import type { Streams } from '../terminal';
import { reencryptionPlan } from './reencryption-plan';
import { reencryptionDecide, reencryptionProve, reencryptionReport } from './reencryption-run';

const BUCKET = 'sample-orders';
const INVENTORIES = 'inventories';
const MINUTE_MS = 60_000;

/**
 * Makes a bucket with objects in every state of encryption and its inventory, plans, runs the jobs on this machine, and has
 * the next inventory prove what they did.
 */
export async function demoReencryption(
  parent: string,
  streams: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  const lake = path.join(parent, 'reencryption');
  await rm(lake, { recursive: true, force: true });
  streams.err.write(`Making a bucket of objects in every state of encryption in ${lake}\n`);
  const { keyArn } = await writeSampleEstate({ lake, clock: systemClock });

  const now = systemClock.now().getTime();
  streams.out.write('\nRe-encryption of one bucket\n\n');
  const plan = async (at: number, to: Streams): Promise<ExitCode> =>
    reencryptionPlan(
      {
        lake,
        manifest: await inventory(lake, new Date(at)),
        target: 'sse-kms',
        key: keyArn,
        bucketKeys: true,
      },
      to,
      environment,
    );
  const planned = await plan(now - DAY_MS, streams);
  if (planned !== EXIT.done) return planned;
  streams.out.write('\nApproved for what needs no restore, and run by the jobs of this machine:\n\n');
  await reencryptionDecide(
    'approve',
    { lake, bucket: BUCKET, remedy: ['update', 'copy'], reason: 'The demonstration approves.' },
    streams,
    environment,
  );
  streams.out.write('\nThe next inventory shows what came of it:\n\n');
  // A listing that begins in the minute in which jobs end proves nothing about them.
  await plan(systemClock.now().getTime() + MINUTE_MS, { ...streams, out: new PassThrough().resume() });
  await reencryptionProve({ lake, bucket: BUCKET }, streams);
  streams.out.write('\n');
  const exitCode = await reencryptionReport({ lake, bucket: BUCKET }, streams);
  streams.out.write(
    `\nYour own bucket: lakeward reencryption plan --manifest <manifest.json> --target sse-kms\n`,
  );
  return exitCode;
}

/** Delivers an inventory of what is in the bucket now; answers the URI of its manifest. */
async function inventory(lake: string, at: Date): Promise<string> {
  const runtime = await openEmbeddedRuntime({ lake, clock: systemClock });
  try {
    await runtime.lakeStore.createBucket(INVENTORIES);
    const manifest = await deliverInventory(
      { store: runtime.lakeStore, copies: runtime.multipartCopy },
      {
        bucket: BUCKET,
        at,
        configuration: {
          id: 'lakeward',
          enabled: true,
          includedVersions: 'All',
          frequency: 'Daily',
          fields: inventoryFields,
          destination: { bucket: INVENTORIES, format: 'Parquet' },
        },
      },
    );
    return s3Uri(manifest);
  } finally {
    await runtime.close();
  }
}
