import { growthTable, type PlanFigures } from './growth';

const figures = (rows: number): PlanFigures => ({
  rows,
  bytesScanned: [rows * 2, rows * 100],
  bytesMoved: rows * 50_000,
  requests: rows * 0.8,
  // A fee for the job, and seven dollars for each million.
  cost: { low: 0.25 + rows * 6e-6, high: 0.25 + rows * 7e-6 },
  copyEverything: { bytesMoved: rows * 500_000, cost: 0.25 + rows * 9e-6 },
});

test('goes on in a straight line, fees counted once', () => {
  const [, , first, , , last] = growthTable(figures(1_000_000), figures(10_000_000));
  expect(first).toBe(
    '| 10,000,000 | 1.0 GB | $0.01 | 500.0 GB | 8,000,000 | $60.25 | $70.25 | 5.0 TB | $90.25 |',
  );
  expect(last).toBe(
    '| 10,000,000,000 | 1.0 TB | $5.10 | 500.0 TB | 8,000,000,000 | $60,000.25 | $70,000.25 | 5.0 PB | $90,000.25 |',
  );
});
