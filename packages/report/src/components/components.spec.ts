import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { codeBlock, commandToCopy, shellWord } from './code-block';
import { countCell, dataTable } from './data-table';
import { facts } from './facts';

describe('commands', () => {
  test('a word of a shell command is the value, whatever it holds', () => {
    const values = fc.sample(fc.string({ unit: 'grapheme', minLength: 1 }), { numRuns: 60, seed: 7 });
    const hostile = ["a'; rm -rf / #", '$(id)', '`id`', '-n', 'two words', "'", '\\', 'a\nb', '*', '~', ''];
    for (const value of [...values, ...hostile].map((text) => text.replaceAll('\0', ''))) {
      const { stdout } = spawnSync('sh', ['-c', `printf '%s' ${shellWord(value)}`], { encoding: 'utf8' });
      expect(stdout).toBe(value);
    }
  });

  test('plain words stay plain', () => {
    expect(shellWord('AWSLogs/1234/2026_03-09.json.gz')).toBe('AWSLogs/1234/2026_03-09.json.gz');
  });

  test('a command that was made of a control character cannot be copied into a terminal with it', () => {
    const word = shellWord('a\u001b[201~b');
    expect(commandToCopy('Next', `ls ${word}`).toString()).toContain(
      '<code><span>ls</span> <span>&#39;a⟨U+001B⟩[201~b&#39;</span></code>',
    );
  });

  test('only code in a window of its own can be reached by keyboard', () => {
    expect(codeBlock({ label: 'SQL', text: 'SELECT 1' }).toString()).not.toContain('tabindex');
    expect(codeBlock({ label: 'SQL', text: 'SELECT 1', tall: true }).toString()).toContain(
      '<pre tabindex="0" role="region" aria-label="SQL"><code>SELECT 1</code></pre>',
    );
  });
});

describe('tables', () => {
  const columns = [
    { heading: 'name', cell: ({ name }: { name: string }) => name },
    {
      heading: 'size',
      kind: 'number' as const,
      key: ({ size }: { size: number }) => size,
      cell: ({ size }: { size: number }) => `${size} B`,
    },
  ];

  test('say the exact total where they are capped, and only there', () => {
    const rows = [{ name: '<a>', size: 1 }];
    const capped = dataTable({
      caption: 'Files',
      columns,
      rows,
      cap: { total: 1_234_567n, rest: 'The rest.' },
    });
    expect(capped.toString()).toContain('1 of 1,234,567 are listed. The rest.');
    const whole = dataTable({ caption: 'Files', columns, rows, cap: { total: 1, rest: 'The rest.' } });
    expect(whole.toString()).not.toContain('listed');
    expect(whole.toString()).toContain('<tr><td>&lt;a&gt;</td><td class="number" data-key="1">1 B</td></tr>');
  });

  test('a row that tells more is a body of its own, with its anchor', () => {
    const table = dataTable({
      caption: 'Files',
      columns,
      rows: [{ name: 'a', size: 1 }],
      rowId: ({ name }) => `file-${name}`,
      more: ({ name }) => ({ summary: `more of ${name}`, body: 'all of it' }),
    }).toString();
    expect(table).toContain('<table class="records" data-tools>');
    expect(table).toContain('<tbody id="file-a"><tr><td>a</td>');
    expect(table).toContain(
      '<td colspan="2"><details><summary>more of a</summary>all of it</details></td></tr></tbody>',
    );
  });

  test('zeros step back', () => {
    expect([0, 0n, 1_200].map((count) => countCell(count).toString())).toEqual([
      '<span class="zero">0</span>',
      '<span class="zero">0</span>',
      '1,200',
    ]);
  });
});

test('facts without a value are left out', () => {
  const list = facts([
    ['a', 'x'],
    ['b', null],
    ['c', undefined],
    ['d', ''],
    ['e', false],
    ['f', 0],
  ]);
  expect(list.toString()).toBe('<dl class="facts"><dt>a</dt><dd>x</dd><dt>f</dt><dd>0</dd></dl>');
});
