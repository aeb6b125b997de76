import { isNativeError } from 'node:util/types';

/** Why a call to AWS failed, as far as it can be told without knowing the service. */
export interface AwsFailure {
  /**
   * `throttled`: the service asks for patience. `unavailable`: network, timeout or the service itself. `denied`: credentials or
   * permissions. `refused`: anything the service said about this very request.
   */
  readonly kind: 'throttled' | 'unavailable' | 'denied' | 'refused';
  /** The service's name of the error, such as `EntityNotFoundException`. */
  readonly name: string;
  /** The service's own words. */
  readonly message: string;
}

const THROTTLED = /Throttl|^TooManyRequests|^RequestLimitExceeded$|^SlowDown$|^BandwidthLimitExceeded$/;
const DENIED =
  /^AccessDenied|^AuthorizationError|^UnauthorizedOperation$|^NotAuthorized$|^UnrecognizedClient|^InvalidClientTokenId|^ExpiredToken|^InvalidSignature|^SignatureDoesNotMatch|^MissingAuthenticationToken|^IncompleteSignature|^OptInRequired$|^CredentialsProviderError$|^TokenProviderError$|^RequestExpired$/;
const TRANSIENT =
  /^TimeoutError$|^RequestTimeout|^ServiceUnavailable|^InternalFailure$|^InternalError$|^InternalServer/;
/** System errors of a connection that could not be made or broke, as Node names them. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Sorts what an SDK v3 client threw. Undefined for everything that is no answer of AWS and no failure on the way there: a defect
 * of our own, which no adapter may hide. Looks at the error's shape only, so that no client has to be loaded for it.
 */
export function awsFailure(error: unknown): AwsFailure | undefined {
  if (!isNativeError(error)) return undefined;
  const kind = kindOf(error);
  return kind && { kind, name: error.name, message: error.message };
}

function kindOf(error: SdkError): AwsFailure['kind'] | undefined {
  const status = error.$metadata?.httpStatusCode;
  if (status === 429 || error.$retryable?.throttling === true || THROTTLED.test(error.name))
    return 'throttled';
  if (DENIED.test(error.name)) return 'denied';
  if (TRANSIENT.test(error.name) || error.$fault === 'server') return 'unavailable';
  if (error.code !== undefined && NETWORK.has(error.code)) return 'unavailable';
  if (error.$fault === 'client' || error.message === 'Region is missing') return 'refused';
  // An answer that is none of the service's own, such as a proxy's page of HTML.
  if (status !== undefined) return status === 401 || status === 403 ? 'denied' : 'unavailable';
  return undefined;
}

/** The parts of an SDK error that tell what happened (`ServiceException` in `@smithy/smithy-client`). */
interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $fault?: 'client' | 'server';
  readonly $retryable?: { readonly throttling?: boolean };
  readonly code?: string;
}
