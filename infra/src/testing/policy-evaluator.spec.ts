import { evaluatePolicy, type AccessRequest } from './policy-evaluator';

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const read: AccessRequest = { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a/b' };

describe('evaluatePolicy', () => {
  test('allows what a statement names, by wildcard over slashes, whatever the case of the action', () => {
    const document = policy({ Effect: 'Allow', Action: 's3:getobject', Resource: 'arn:aws:s3:::lake/*' });
    expect(evaluatePolicy(document, read)).toBe('allow');
    expect(evaluatePolicy(document, { ...read, action: 's3:GetObjectVersion' })).toBe('silent');
    expect(evaluatePolicy(document, { ...read, resource: 'arn:aws:s3:::lake' })).toBe('silent');
    expect(evaluatePolicy(document, { ...read, resource: 'arn:aws:s3:::lakes/a' })).toBe('silent');
  });

  test('a Deny wins over every Allow', () => {
    const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: ['s3:Get*'], Resource: '*' };
    expect(evaluatePolicy(policy(allow, deny), read)).toBe('deny');
    expect(evaluatePolicy(policy(allow, deny), { ...read, action: 's3:PutObject' })).toBe('allow');
  });

  test('text around wildcards is taken literally', () => {
    const document = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lake/a.b' });
    expect(evaluatePolicy(document, read)).toBe('silent');
    expect(evaluatePolicy(document, { ...read, resource: 'arn:aws:s3:::lake/a.b' })).toBe('allow');
  });

  const conditional = (Condition: object) =>
    policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition });

  test.each([
    ['StringEquals', { StringEquals: { k: ['x', 'y'] } }, ['x', 'y'], ['z', undefined]],
    ['Bool', { Bool: { k: 'false' } }, ['false'], ['true', undefined]],
    ['StringNotEquals', { StringNotEquals: { k: 'x' } }, ['z', undefined], ['x']],
    ['StringLike', { StringLike: { k: 'a/*' } }, ['a/b'], ['b', undefined]],
    ['ArnLike', { ArnLike: { k: 'arn:*:x' } }, ['arn:a:b:x'], ['arn:x:y']],
    ['ArnEquals', { ArnEquals: { k: 'arn:x' } }, ['arn:x'], ['arn:y', undefined]],
    ['NumericLessThan', { NumericLessThan: { k: '1.2' } }, ['1.1'], ['1.2', '1.3', undefined]],
    ['Null (absent)', { Null: { k: 'true' } }, [undefined], ['x']],
    ['Null (present)', { Null: { k: 'false' } }, ['x'], [undefined]],
  ])('%s', (_, condition, passing, failing) => {
    const verdict = (value: string | undefined) =>
      evaluatePolicy(conditional(condition), { ...read, context: value === undefined ? {} : { k: value } });
    expect(passing.map(verdict)).toEqual(passing.map(() => 'allow'));
    expect(failing.map(verdict)).toEqual(failing.map(() => 'silent'));
  });

  test('all conditions must hold', () => {
    const document = conditional({ StringEquals: { a: '1', b: '2' } });
    expect(evaluatePolicy(document, { ...read, context: { a: '1' } })).toBe('silent');
    expect(evaluatePolicy(document, { ...read, context: { a: '1', b: '2' } })).toBe('allow');
  });

  test('an operator it does not know is an error, not a guess', () => {
    expect(() => evaluatePolicy(conditional({ IpAddress: { k: '10.0.0.0/8' } }), read)).toThrow('IpAddress');
  });

  test('a policy on a resource speaks to the principals it names', () => {
    const document = policy({
      Effect: 'Allow',
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Action: 'kms:Encrypt',
      Resource: '*',
    });
    const encrypt = { action: 'kms:Encrypt', resource: 'key' };
    expect(evaluatePolicy(document, { ...encrypt, principal: 'logs.eu-west-1.amazonaws.com' })).toBe('allow');
    expect(evaluatePolicy(document, { ...encrypt, principal: 'logs.us-east-1.amazonaws.com' })).toBe(
      'silent',
    );
    expect(evaluatePolicy(document, encrypt)).toBe('silent');
  });
});
