import { keyState } from './key-state';
import type { RecordEntry } from './object-record';

const base = {
  etag: '',
  lastModified: new Date(0),
  metadata: {},
  tags: {},
  encryption: { algorithm: 'AES256' },
} as const;
const stamp = (size: number) => ({ size, mtimeNs: '1' });
const live = (size: number): RecordEntry => ({ ...base, versionId: `v${size}`, stamp: stamp(size) });
const kept = (size: number): RecordEntry => ({ ...live(size), archive: `v${size}` });
const marker: RecordEntry = { ...base, versionId: 'm' };

/** What a key is, in words: the file's size or the marker that is latest, then the older versions. */
function told(entries: readonly RecordEntry[], size?: number): string {
  const { current, marker: hidden, older } = keyState(entries, size === undefined ? undefined : stamp(size));
  const latest = current ? (current.entry?.versionId ?? 'foreign') : (hidden?.versionId ?? 'nothing');
  return [latest, ...older.map(({ versionId }) => versionId)].join(' ');
}

describe('keyState', () => {
  test.each([
    ['nothing at all', [], undefined, 'nothing'],
    ['a file without a record', [], 7, 'foreign'],
    ['an object', [live(2)], 2, 'v2'],
    ['an object, replaced', [live(2), live(1)], 2, 'v2'],
    ['an object whose replacement never came', [live(2), live(1)], 1, 'v1'],
    ['a first object that never came', [live(1)], undefined, 'nothing'],
    ['an object that somebody else changed', [live(1)], 7, 'foreign'],
    ['an object that somebody else removed', [live(1)], undefined, 'nothing'],
    ['versions', [live(3), kept(2), kept(1)], 3, 'v3 v2 v1'],
    ['versions whose newest never came', [live(3), kept(2), kept(1)], 2, 'v2 v1'],
    ['a deleted object', [marker, kept(1)], undefined, 'm v1'],
    ['an object whose deletion did not come through', [marker, kept(1)], 1, 'v1'],
    ['an object after its deletion', [live(2), marker, kept(1)], 2, 'v2 m v1'],
    ['an object after its deletion that never came', [live(2), marker, kept(1)], undefined, 'm v1'],
    ["somebody else's file after a deletion", [marker, kept(1)], 7, 'foreign m v1'],
    ["somebody else's file in place of a version", [live(2), kept(1)], 7, 'foreign v1'],
    ['a version that somebody else removed', [live(2), kept(1)], undefined, 'nothing v1'],
    ['an older version brought back', [live(2), kept(1)], 1, 'v1'],
    ['an older version brought back from under a marker', [marker, kept(2), kept(1)], 2, 'v2 v1'],
    ['a file as old as one long replaced', [live(3), kept(2), kept(1)], 1, 'foreign v2 v1'],
  ])('%s', (_title, entries, size, expected) => {
    expect(told(entries, size)).toBe(expected);
  });
});
