import { isBucketName } from './s3-uri';
import { invalidRequest } from './object-errors';
import { inventoryFields, type InventoryConfiguration } from './inventory-configuration';

const idForm = /^[A-Za-z0-9_.-]{1,64}$/;

/** Throws `S3_INVALID_REQUEST` for a configuration that S3 would not take. Source: "PutBucketInventoryConfiguration". */
export function checkInventory(bucket: string, { id, fields, destination }: InventoryConfiguration): void {
  if (!idForm.test(id)) {
    throw invalidRequest(
      `"${id}" cannot be the id of an inventory of "${bucket}".`,
      'Use 1 to 64 letters, digits, "-", "_" and ".".',
    );
  }
  const known: readonly string[] = inventoryFields;
  if (new Set(fields).size !== fields.length || fields.some((field) => !known.includes(field))) {
    throw invalidRequest(
      `Inventory "${id}" of "${bucket}" names a field twice, or one that is not known.`,
      `Choose among ${inventoryFields.join(', ')}.`,
    );
  }
  const { encryption } = destination;
  if (!isBucketName(destination.bucket)) {
    throw invalidRequest(
      `"${destination.bucket}" cannot receive the inventory "${id}" of "${bucket}".`,
      'Give the name of a bucket, not its ARN.',
    );
  }
  if (encryption?.type === 'SSE-KMS' && !encryption.keyArn.startsWith('arn:')) {
    throw invalidRequest(
      `Inventory "${id}" of "${bucket}" names its KMS key as "${encryption.keyArn}".`,
      'Give the full ARN of a customer managed key.',
    );
  }
}
