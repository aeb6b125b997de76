import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import { catalogContract } from '../testing';
import { createGlueCatalog } from './glue-catalog';

const SKIP = 'skip';
const missing = whyNoAwsEmulator();
const suite = missing === undefined ? describe : describe[SKIP];

suite(missing ?? 'with the AWS emulator', () => {
  let emulator: AwsEmulator;
  beforeAll(async () => {
    const started = await startAwsEmulator();
    if ('unavailable' in started) throw new Error(started.unavailable);
    emulator = started;
  }, 90_000);
  afterAll(() => emulator.stop());

  catalogContract('Glue adapter', {
    makeCatalog: () => {
      const { region, endpoint, credentials } = emulator;
      return Promise.resolve({ catalog: createGlueCatalog({ region, endpoint, credentials }) });
    },
  });
});
