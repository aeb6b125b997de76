import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dev } from './environments/dev';
import { synthesizedStacks } from './testing/synthesized-stack';

/** What the README promises about a month's bill is counted, not remembered. */
describe('the README', () => {
  const text = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const stacks = synthesizedStacks(dev);
  const resources = (type: string) => stacks.flatMap((stack) => stack.resources(type));

  test.each([
    ['KMS keys', 'aws_kms_key'],
    ['alarms', 'aws_cloudwatch_metric_alarm'],
    ['metrics counted from logs', 'aws_cloudwatch_log_metric_filter'],
    ['dashboards', 'aws_cloudwatch_dashboard'],
  ])('counts the %s of an environment', (what, type) => {
    const [, count] = new RegExp(`^\\| ${what} +\\| +(\\d+) \\|`, 'm').exec(text) ?? [];
    expect(Number(count)).toBe(resources(type).length);
  });

  test('counts the executions that are reserved', () => {
    const [, count] = /reserve (\d+) concurrent executions/.exec(text) ?? [];
    const reserved = resources('aws_lambda_function').map(({ values }) =>
      Number(values['reserved_concurrent_executions']),
    );
    expect(Number(count)).toBe(reserved.reduce((sum, each) => sum + each, 0));
  });
});
