import { queryEngineContract } from '@lakeward/athena/testing';
import { systemClock } from '@lakeward/core';
import { TestLake } from './testing/test-lake';

jest.setTimeout(60_000);

queryEngineContract('embedded, on DuckDB', {
  makeEngine: async () => {
    const lake = await TestLake.open();
    return { engine: lake.engine, clock: systemClock, database: 'db', close: () => lake.close() };
  },
});
