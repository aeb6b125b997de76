/**
 * The policy of a key that was made without one: the key's account decides by IAM. Source: "Default key policy", KMS developer guide.
 */
export function defaultKeyPolicy(keyArn: string): string {
  const [, partition = 'aws', , , account = ''] = keyArn.split(':');
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}
