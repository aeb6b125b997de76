import { identityPolicy, resourcePolicy } from './statement';

const statement = { sid: 'All', actions: ['s3:Get*'], resources: ['*'] };
const refusal = expect.objectContaining({
  code: 'INFRA_WILDCARD_ACTION',
  message: 'Statement All allows s3:Get*.',
});

describe('policies', () => {
  test('an Allow lists its actions', () => {
    expect(() => identityPolicy([statement])).toThrow(refusal);
    expect(() => resourcePolicy([{ ...statement, effect: 'Allow', principal: '*' }])).toThrow(refusal);
  });

  test('a name that comes twice gets a number: IAM takes each once', () => {
    const read = (bucket: string) => ({ sid: 'Read', actions: ['s3:GetObject'], resources: [bucket] });
    const { Statement } = JSON.parse(identityPolicy([read('a'), read('b'), read('c')])) as {
      Statement: { Sid: string; Resource: string[] }[];
    };
    expect(Statement.map(({ Sid, Resource }) => [Sid, ...Resource])).toEqual([
      ['Read', 'a'],
      ['Read2', 'b'],
      ['Read3', 'c'],
    ]);
  });

  test('a Deny may take away by wildcard', () => {
    expect(JSON.parse(resourcePolicy([{ ...statement, effect: 'Deny', principal: '*' }]))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Sid: 'All', Action: ['s3:Get*'], Resource: ['*'] }],
    });
  });
});
