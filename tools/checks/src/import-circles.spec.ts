import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { circlesOf, importGraph } from './import-circles';

const root = path.resolve(__dirname, '../../..');

describe('imports', () => {
  test('are found to be a circle where they are one', () => {
    const graph = new Map([
      ['a.ts', ['b.ts', 'd.ts']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['d.ts', 'b.ts']],
      ['d.ts', []],
    ]);
    expect(circlesOf(graph)).toEqual([['b.ts', 'c.ts']]);
  });

  test('go in one direction', () => {
    const files = execFileSync('git', ['ls-files', '-z', '*.ts'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((file) => file !== '' && !file.endsWith('.d.ts') && existsSync(path.join(root, file)));
    const graph = importGraph(root, files);
    // Were nothing resolved, nothing could be a circle.
    expect(graph.get('tools/checks/src/import-circles.spec.ts')).toEqual([
      'tools/checks/src/import-circles.ts',
    ]);
    expect(circlesOf(graph)).toEqual([]);
  });
});
