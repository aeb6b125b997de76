import type { Measurement } from './child';

/** Positions of at most `most` of `count` things, at least one, spread evenly. */
export function sampleOf(count: number, most: number): number[] {
  const size = Math.min(count, Math.max(1, most));
  return Array.from({ length: size }, (_, index) => Math.trunc((index * count) / size));
}

/** What all would have taken, by what some took: time, and the bytes of each as those of the ones measured, on average. */
export function scaledUp(measured: Measurement, some: number, all: number): Measurement {
  if (some === all) return measured;
  const total = measured.bytesScanned.reduce((sum, bytes) => sum + bytes, 0);
  return {
    ...measured,
    milliseconds: (measured.milliseconds * all) / some,
    bytesScanned: Array.from({ length: all }, () => total / some),
  };
}
