import { text, wholeNumber } from '@lakeward/config';
import * as v from 'valibot';
import type { NodeFunctionProps } from '../constructs/lambda/node-function';

/** Variables of the functions that tests of constructs declare. */
export const sampleContract = v.object({ BUCKET: text(), CAP: wholeNumber(1) });

/** A function as tests of constructs declare it. */
export const sampleFunction: NodeFunctionProps<typeof sampleContract> = {
  description: 'Does a sample of work.',
  impact: 'Samples are late.',
  runbook: 'README.md#runbook',
  contract: sampleContract,
  environment: { BUCKET: 'lake', CAP: '10' },
  grants: [],
  timeoutSeconds: 60,
  memoryMegabytes: 256,
  reservedConcurrency: 2,
  codeAlarms: {},
};
