import { ACTIONS_OF_CALLS, callsAllowedBy, callsOfAdapters } from './adapter-calls';

describe('calls of the adapters', () => {
  test('are all known with the actions they need, and no others are', () => {
    const calls = callsOfAdapters();
    expect(calls).toEqual(expect.arrayContaining(['athena/StartQueryExecution', 's3/ListObjectsV2']));
    expect(Object.keys(ACTIONS_OF_CALLS).sort()).toEqual(calls);
  });

  test('a call is allowed when all of its actions are', () => {
    const copying = ['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject'];
    expect(callsAllowedBy(copying)).toEqual(expect.arrayContaining(['s3/GetObject', 's3/UploadPart']));
    expect(callsAllowedBy(copying)).not.toContain('s3/CopyObject');
    expect(callsAllowedBy([...copying, 's3:PutObjectTagging'])).toContain('s3/CopyObject');
  });
});
