import type { SampleEvent } from '../../query/rule';

/** Own account of all samples. */
export const ACCOUNT = '444455556666';
export const OTHER = '777788889999';

const base = {
  eventVersion: '1.11',
  eventTime: '2026-03-09T10:00:00Z',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.31.0',
  eventType: 'AwsApiCall',
  eventCategory: 'Management',
  recipientAccountId: ACCOUNT,
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: `arn:aws:iam::${ACCOUNT}:user/mira`,
    accountId: ACCOUNT,
    userName: 'mira',
  },
};

/** A call of a service, named as in `iam.amazonaws.com`, that succeeded. */
export function call(
  service: string,
  eventName: string,
  requestParameters: unknown = null,
  more: SampleEvent = {},
): SampleEvent {
  return { ...base, eventSource: `${service}.amazonaws.com`, eventName, requestParameters, ...more };
}

/** The same call, which failed. */
export function failed(event: SampleEvent, errorCode = 'AccessDenied'): SampleEvent {
  return { ...event, errorCode, errorMessage: 'It was not done.', responseElements: null };
}

/** A sign-in event of the console. */
export function signIn(eventName: string, outcome: string, more: SampleEvent = {}): SampleEvent {
  return call('signin', eventName, null, {
    eventType: 'AwsConsoleSignIn',
    responseElements: { [eventName]: outcome },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/', MobileVersion: 'No', MFAUsed: 'Yes' },
    ...more,
  });
}

/** The same event with fields left out, as older records and other services do. */
export function without(event: SampleEvent, ...fields: readonly string[]): SampleEvent {
  return Object.fromEntries(Object.entries(event).filter(([field]) => !fields.includes(field)));
}

export const ROOT = {
  type: 'Root',
  principalId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
};

/** A session of a role; the session of an EC2 instance is named after it. */
export function roleSession(session: string, role = 'Deploy'): SampleEvent {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/${role}`, userName: role },
      attributes: { mfaAuthenticated: 'false' },
    },
  };
}

/** Credentials that a service uses for somebody. */
export function invokedBy(service: string): SampleEvent {
  return {
    userIdentity: { ...roleSession('service'), invokedBy: `${service}.amazonaws.com` },
    sourceIPAddress: `${service}.amazonaws.com`,
  };
}

/** A policy, as JSON text. */
export function policy(...statements: readonly SampleEvent[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
