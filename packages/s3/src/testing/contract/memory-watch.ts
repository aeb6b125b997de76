import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Watches how much buffer memory is in use, beyond what was when watching began. Garbage is collected before every look, so the
 * figure is what is really held and not what happens to be swept later.
 */
export function watchMemory(): { sample: () => void; peakBytes: () => number } {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const held = (): number => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const start = held();
  let peak = 0;
  return {
    sample: () => {
      peak = Math.max(peak, held() - start);
    },
    peakBytes: () => peak,
  };
}
