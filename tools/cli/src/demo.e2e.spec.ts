import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const lake = mkdtempSync(path.join(tmpdir(), 'lakeward-demo-'));
afterAll(() => rmSync(lake, { recursive: true, force: true }));

test('the demonstration does the main job of every app, twice over the same lake', () => {
  const command = path.resolve(__dirname, '../bin/lakeward.cjs');
  for (let time = 1; time <= 2; time++) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'demo', '--lake', lake], {
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^2026-03-09 {2}pci-dss-3\.2\.1 {2}\d+ findings {2}complete$/m);
    expect(stdout).toMatch(/^ +161 +161 +0 {2}Complete {2}update$/m);
    expect(stdout).toMatch(/^ +177 {2}.* {2}fixed$/m);
    expect(stdout).toMatch(/^ +0 {2}0 B +regressed$/m);
    expect(stdout).toMatch(/^Report: .*reencryption.*report\.html$/m);
  }
}, 600_000);
