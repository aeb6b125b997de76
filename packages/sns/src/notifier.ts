/** A notice to people or machines. */
export interface Notice {
  /** Topic ARN. */
  readonly topic: string;
  /** At most 99 printable ASCII characters; shown as the subject of e-mails. */
  readonly subject: string;
  /** At most 256 KiB of UTF-8 together with the attributes. */
  readonly message: string;
  /** For subscription filters; values are strings. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Sends notices. Adapters: SNS (`@lakeward/sns/aws`), a file of JSON lines (`@lakeward/embedded`), the in-memory fake
 * (`@lakeward/sns/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): `SNS_TOPIC_NOT_FOUND`, `SNS_INVALID_NOTICE`, `SNS_ACCESS_DENIED`, `SNS_THROTTLED` (retryable),
 * `SNS_UNAVAILABLE` (retryable).
 */
export interface Notifier {
  /** Publishes and returns the message's id. Delivery is at least once: receivers must bear duplicates. */
  publish(notice: Notice): Promise<string>;
}
