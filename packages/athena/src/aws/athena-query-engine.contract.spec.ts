import { ManualClock } from '@lakeward/core';
import { queryEngineContract } from '../testing';
import { scriptedContractEngine } from '../testing/scripted-contract';
import { createAthenaQueryEngine } from './athena-query-engine';
import { startAthenaWireStub } from './testing/athena-wire-stub';

queryEngineContract('Athena adapter over a scripted service on loopback', {
  makeEngine: async () => {
    const stub = await startAthenaWireStub(scriptedContractEngine());
    return {
      engine: createAthenaQueryEngine({
        region: 'eu-west-1',
        endpoint: stub.endpoint,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
      clock: new ManualClock('2026-03-09T00:00:00Z'),
      database: 'default',
      outputLocation: 's3://query-results/contract/',
      close: () => stub.stop(),
    };
  },
});
