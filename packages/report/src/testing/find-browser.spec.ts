import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBrowser } from './find-browser';

test('the browser that is named comes before those that are found', () => {
  expect(findBrowser({ CHROMIUM: '/somewhere/chrome', PATH: '/usr/bin' })).toBe('/somewhere/chrome');
});

test('a browser on the PATH is found, a file that cannot be run is not', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'browsers-'));
  try {
    const file = path.join(folder, 'chromium');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    expect(findBrowser({ PATH: folder })).not.toBe(file);
    chmodSync(file, 0o755);
    expect(findBrowser({ PATH: folder })).toBe(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
