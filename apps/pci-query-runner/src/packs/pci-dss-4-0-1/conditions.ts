import { literal } from '@lakeward/sql';

/**
 * Parts that the pack's conditions are put together from, in Athena's SQL. A condition that is neither true nor false, for
 * want of a field, matches nothing: what stands under NOT therefore says itself what a missing field means.
 */

/** True where all are. */
export function all(...conditions: readonly string[]): string {
  return conditions.join('\n  AND ');
}

/** True where one is, in parentheses. */
export function any(...conditions: readonly string[]): string {
  return `(${conditions.map((condition) => `(${condition})`).join('\n  OR ')})`;
}

/**
 * The call did what it says. An attempt that failed has an error code; some services write it into the response instead.
 * Source: "CloudTrail record contents", fields errorCode and responseElements.
 */
export const SUCCEEDED =
  "errorcode IS NULL\n  AND json_extract_scalar(responseelements, '$.errorCode') IS NULL";

/** The caller was not allowed to; the services spell it in many ways, EC2 with a `Client.` before it. */
export const REFUSED =
  "regexp_like(errorcode, 'AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden|AuthFailure')";

/**
 * Nobody delegated the call to a service. The console leaves its own marks, which are people: `AWS Internal` today and
 * `signin.amazonaws.com` in older records.
 */
export const NOT_BY_SERVICE = `coalesce(useridentity.invokedby, 'AWS Internal') IN ('AWS Internal', 'signin.amazonaws.com')
  AND coalesce(useridentity.type, '') <> 'AWSService'
  AND coalesce(eventtype, '') <> 'AwsServiceEvent'`;

/** The root user itself, or a session that was assumed as root. */
export const BY_ROOT =
  "(useridentity.type = 'Root' OR useridentity.sessioncontext.sessionissuer.type = 'Root')";

/** A session that an EC2 instance got for its role: EC2 names it after the instance. */
export const BY_INSTANCE =
  "regexp_like(coalesce(useridentity.arn, useridentity.principalid), '[/:]i-[0-9a-f]+$')";

/** The account that the record was delivered to. */
export const OWN_ACCOUNT = 'coalesce(recipientaccountid, useridentity.accountid)';

/** The call is one of those named, of one service or of several: `iam` stands for `iam.amazonaws.com`. */
export function calls(service: string | readonly string[], ...names: readonly string[]): string {
  return `${ofService(service)}\n  AND eventname IN (${literal(names)})`;
}

/** The call is one of those named, and succeeded. */
export function changes(service: string | readonly string[], ...names: readonly string[]): string {
  return all(calls(service, ...names), SUCCEEDED);
}

/** The event is of that service, or of one of them. */
export function ofService(service: string | readonly string[]): string {
  return typeof service === 'string'
    ? `eventsource = ${literal(`${service}.amazonaws.com`)}`
    : `eventsource IN (${literal(service.map((name) => `${name}.amazonaws.com`))})`;
}

/**
 * A call of Lambda, which appends the version of its API to the names of most: `UpdateFunctionCode20150331v2`.
 * Source: "Logging AWS Lambda API calls using AWS CloudTrail".
 */
export function lambdaCalls(...names: readonly string[]): string {
  const pattern = `^(${names.join('|')})(20[0-9]{6}(v[0-9]+)?)?$`;
  return `eventsource = 'lambda.amazonaws.com'\n  AND regexp_like(eventname, ${literal(pattern)})`;
}

/** Text of a field of the request, by JSON path. */
export function request(path: string): string {
  return `json_extract_scalar(requestparameters, ${literal(path)})`;
}

/** The request's JSON text matches; records of the same call differ in order and white space. */
export function requestMatches(pattern: string): string {
  return `regexp_like(requestparameters, ${literal(pattern)})`;
}

/**
 * A JSON value as a list. What the services translate from XML is a list only where it has several elements, and a policy's
 * only statement may stand without brackets.
 */
export function listOf(json: string): string {
  return `CAST(json_parse(concat('[', regexp_replace(json_format(${json}), '^\\[|\\]$', ''), ']')) AS ARRAY(JSON))`;
}

/** A statement of the policy allows something, and meets the condition on it, which names it `s`. */
export function allowsSomeone(statements: string, condition: string): string {
  return `any_match(${listOf(statements)}, s -> json_extract_scalar(s, '$.Effect') = 'Allow' AND ${condition})`;
}

/** The statement's principal is everyone: `"*"` alone or in a list, also as `{"AWS": "*"}`. */
export const EVERYONE = `json_format(json_extract(s, '$.Principal')) LIKE '%"*"%'`;

/** The statement has no condition that narrows whom it means. */
export const UNCONDITIONAL = "coalesce(json_size(s, '$.Condition'), 0) = 0";

/** The statement's principal is in an account other than the record's. */
export const OTHER_ACCOUNT = `any_match(
      regexp_extract_all(json_format(json_extract(s, '$.Principal')), '"(arn:aws[a-z-]*:(iam|sts)::)?([0-9]{12})[:"]', 3),
      id -> id <> ${OWN_ACCOUNT})`;
