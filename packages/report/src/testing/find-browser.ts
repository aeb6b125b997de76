import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const PLACES = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
];

/** Path of an installed Chromium or one of its kin: the one that `CHROMIUM` names, or the first by PATH and usual names. */
export function findBrowser(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const chosen = environment['CHROMIUM'] ?? '';
  if (chosen !== '') return chosen;
  const folders = [...(environment['PATH'] ?? '').split(path.delimiter).filter(Boolean), ...PLACES];
  const names = [...NAMES, 'Google Chrome', 'Chromium'];
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((candidate) => isExecutable(candidate));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
