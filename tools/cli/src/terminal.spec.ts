import { Writable } from 'node:stream';
import { Progress, table } from './terminal';

function stream(isTTY: boolean): { written: () => string; stream: Writable & { isTTY: boolean } } {
  const chunks: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { written: () => chunks.join(''), stream: Object.assign(sink, { isTTY }) };
}

function show(isTTY: boolean, environment: Record<string, string>): string {
  const { written, stream: sink } = stream(isTTY);
  const progress = new Progress(sink, environment);
  progress.update('Reading', '1 read');
  progress.update('Reading', '2 read');
  progress.update('Asking', '7 rules');
  progress.end();
  return written();
}

describe('Progress', () => {
  test('is one line a step where it is not a terminal', () => {
    expect(show(false, {})).toBe('Reading\nAsking\n');
  });

  test('rewrites one line on a terminal and leaves it empty', () => {
    expect(show(true, {})).toBe(
      [
        'Reading \u001b[2m1 read\u001b[22m',
        'Reading \u001b[2m2 read\u001b[22m',
        'Asking \u001b[2m7 rules\u001b[22m',
        '',
      ]
        .map((text) => `\r\u001b[K${text}`)
        .join(''),
    );
  });

  test('has no colours with NO_COLOR, and no rewriting on a dumb terminal', () => {
    expect(show(true, { NO_COLOR: '1' })).not.toContain('\u001b[2m');
    expect(show(true, { TERM: 'dumb' })).toBe('Reading\nAsking\n');
  });
});

test('numbers are grouped and right-aligned, texts left-aligned, lines end where their text ends', () => {
  expect(
    table([
      ['count', 'rule'],
      [12_345, 'a'],
      [1, 'long name'],
    ]),
  ).toBe('count   rule\n12,345  a\n     1  long name');
});
