import type { Grant } from './grants';

/**
 * May see whether a key can be used and by whom: its state, its policy, and whom its grants name; it may not use the key. The key's policy
 * must leave it to the account, or allow it as well. Source: "Key policies in AWS KMS".
 */
export function mayInspectKey(keyArn: string): Grant {
  return {
    statements: [
      {
        sid: 'InspectKey',
        actions: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
        resources: [keyArn],
      },
    ],
  };
}
