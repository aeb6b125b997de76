/** How a key was asked for. An ARN names its key in one region and account only. */
export type KeyId =
  | { readonly kind: 'key'; readonly id: string; readonly arn: string | undefined }
  | { readonly kind: 'alias'; readonly name: string; readonly owner: string | undefined };

/** Takes a key id, a key ARN, `alias/name` or an alias ARN apart. `owner` is the ARN up to and with `<region>:<account>`. */
export function parseKeyId(keyId: string): KeyId {
  const arn = /^(?<owner>arn:[^:]+:kms:[^:]*:[^:]*):(?<resource>.*)$/.exec(keyId);
  const owner = arn?.groups?.['owner'];
  const resource = arn?.groups?.['resource'] ?? keyId;
  if (resource.startsWith('alias/')) return { kind: 'alias', name: resource, owner };
  return { kind: 'key', id: resource.replace(/^key\//, ''), arn: owner === undefined ? undefined : keyId };
}
