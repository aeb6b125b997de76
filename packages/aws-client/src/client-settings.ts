/** Where an AWS client finds its service. Everything absent is found as the SDK does: environment, profile, role. */
export interface AwsClientOptions {
  readonly region?: string;
  /** URL of an emulator or a private endpoint. */
  readonly endpoint?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** How long a client waits and how often it tries, chosen for its service. */
export interface Patience {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** Until the whole answer is there; then the try fails and counts as transient. */
  readonly answerMs: number;
  /** Tries in all, the first included. */
  readonly attempts: number;
}

/** What the constructor of an SDK v3 client takes. */
export interface ClientSettings extends AwsClientOptions {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

/**
 * Settings of an SDK client that gives up in time. Without them it waits for ever: both timeouts are 0 by default, and a
 * request timeout is only a warning unless the handler is told to throw (`NodeHttpHandlerOptions` in `@smithy/types`).
 */
export function clientSettings(options: AwsClientOptions, patience: Patience): ClientSettings {
  return {
    ...options,
    maxAttempts: patience.attempts,
    requestHandler: {
      connectionTimeout: patience.connectMs,
      requestTimeout: patience.answerMs,
      throwOnRequestTimeout: true,
    },
  };
}
