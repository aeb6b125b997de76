/**
 * What S3 Batch sends to a function for LambdaInvoke: schema 1.0 names the bucket by ARN, 2.0 by name and carries the job's user
 * arguments. Source: "Invoke AWS Lambda function", S3 User Guide.
 */
export interface LambdaTaskEvent {
  readonly invocationSchemaVersion: '1.0' | '2.0';
  readonly invocationId: string;
  readonly job: { readonly id: string; readonly userArguments?: Readonly<Record<string, string>> };
  readonly tasks: readonly LambdaTask[];
}

/** One object to handle. */
export interface LambdaTask {
  readonly taskId: string;
  /** URL-encoded. */
  readonly s3Key: string;
  /** Null where the manifest has no version ids. */
  readonly s3VersionId: string | null;
  readonly s3BucketArn?: string;
  readonly s3Bucket?: string;
}

/** How a function answers a task; a temporary failure is tried again before the job ends. */
export type LambdaResultCode = 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure';

/** What the function answers. */
export interface LambdaTaskResponse {
  readonly invocationSchemaVersion: string;
  readonly treatMissingKeysAs?: LambdaResultCode;
  readonly invocationId: string;
  readonly results: readonly {
    readonly taskId: string;
    readonly resultCode: LambdaResultCode;
    readonly resultString: string;
  }[];
}
