import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, BY_INSTANCE, BY_ROOT, calls, NOT_BY_SERVICE, ofService, SUCCEEDED } from './conditions';

const SIGNED_IN = `eventname = 'ConsoleLogin'
  AND json_extract_scalar(responseelements, '$.ConsoleLogin') = 'Success'`;

/** Some records of a failure have only the message. */
const SIGN_IN_FAILED = `eventname IN ('ConsoleLogin', 'ExternalIdPDirectoryLogin', 'SwitchRole')
  AND (regexp_like(responseelements, '"(ConsoleLogin|ExternalIdPDirectoryLogin|SwitchRole)"\\s*:\\s*"Failure"')
    OR errormessage IN ('Failed authentication', 'No username found in supplied account'))`;

/** The portal of IAM Identity Center, which writes its name with the placeholder of a build in it, or is a program in Go. */
const BY_PORTAL = `(coalesce(useragent, '') LIKE 'Jersey/\${project.version}%'
    OR coalesce(useragent, '') LIKE 'Go-http-client/%' AND coalesce(useridentity.arn, '') LIKE '%:assumed-role/AWSReservedSSO%')`;

const ROOT_ACTED = all(BY_ROOT, NOT_BY_SERVICE, "coalesce(eventsource, '') <> 'signin.amazonaws.com'");

/** Who came in, who tried to, and what the root user did: 10.2.1.2, 10.2.1.4, 10.2.1.5. */
export const signInRules: readonly Rule[] = [
  {
    id: 'root-change',
    title: 'Root user changed something, or tried to',
    severity: 'high',
    requirements: bothVersions('10.2.1.2'),
    predicate: all(ROOT_ACTED, "coalesce(readonly, 'false') <> 'true'"),
    why: 'The root user can do everything and no policy of the account holds it back; it is meant for a handful of account tasks.',
    action:
      'Find who used it and for what. Where it was no announced task, rotate its credentials and review each change.',
    falsePositives:
      'Announced account tasks, such as changing the support plan. Calls that a service makes for the account are left out.',
  },
  {
    id: 'root-read',
    title: 'Root user looked at something',
    severity: 'low',
    requirements: bothVersions('10.2.1.2'),
    predicate: all(ROOT_ACTED, "readonly = 'true'"),
    why: 'Every action with administrative rights is to be logged and reviewed; reads show what a root session was interested in.',
    action: 'Read them together with the sign-in of the root user and its changes on the same day.',
    falsePositives: 'Opening the console as root makes dozens of reads by itself.',
  },
  {
    id: 'root-sign-in',
    title: 'Root user signed in to the console',
    severity: 'critical',
    requirements: bothVersions('10.2.1.2', '10.4.1'),
    predicate: all(SIGNED_IN, BY_ROOT),
    why: 'A person holds the account without any limit from this moment on.',
    action:
      'Confirm it with the keeper of the root credentials the same day; if nobody knows of it, recover the account.',
    falsePositives: 'An announced account task, with the ticket at hand.',
  },
  {
    id: 'root-sign-in-failed',
    title: 'Failed sign-in as the root user',
    severity: 'high',
    requirements: bothVersions('10.2.1.4'),
    predicate: all(SIGN_IN_FAILED, "useridentity.type = 'Root'"),
    why: "Somebody knows the root user's address and tries passwords.",
    action:
      'Look for a success after it, see that MFA is on, and change the password where the attempts go on.',
    falsePositives: 'The keeper of the root credentials mistyped the password.',
  },
  {
    id: 'root-recovery',
    title: "Root user's password or address recovered or changed",
    severity: 'critical',
    requirements: bothVersions('10.2.1.5'),
    predicate: all(
      ofService('signin'),
      `eventname IN ('PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'PasswordUpdated', 'EmailUpdated')`,
      "coalesce(responseelements, '') NOT LIKE '%Failure%'",
    ),
    why: 'Whoever reads the mail of the root user can take the account over by password recovery.',
    action:
      'Ask the keeper of the root credentials; if it was not asked for, secure the mailbox first, then the account.',
    falsePositives: 'A planned change of the password or the address.',
  },
  {
    id: 'root-session-assumed',
    title: 'Root session of a member account assumed',
    severity: 'critical',
    requirements: bothVersions('10.2.1.2'),
    predicate: all(calls('sts', 'AssumeRoot'), SUCCEEDED),
    why: 'The management account, or its delegate, acts as root of a member account without signing in there.',
    action: 'Match it with the task that needs it; review what the session did by its access key.',
    falsePositives:
      'Central root access used as meant: unlocking a bucket or queue whose policy locks everyone out.',
  },
  {
    id: 'console-sign-in-without-mfa',
    title: 'Console sign-in with a password alone',
    severity: 'high',
    requirements: bothVersions('10.2.1.5', '10.4.1'),
    predicate: all(
      SIGNED_IN,
      "useridentity.type IN ('IAMUser', 'Root')",
      "lower(json_extract_scalar(additionaleventdata, '$.MFAUsed')) = 'no'",
      "json_extract_scalar(additionaleventdata, '$.SamlProviderArn') IS NULL",
      "coalesce(useridentity.sessioncontext.attributes.mfaauthenticated, 'false') <> 'true'",
    ),
    why: 'A password that was guessed or phished is enough to come in.',
    action:
      'Enforce MFA for the user; if the user does not know of the sign-in, revoke its sessions and change the password.',
    falsePositives:
      'A new user before the first device is registered. Federated users always show "No" and are left out: their MFA is at the provider.',
  },
  {
    id: 'console-sign-in',
    title: 'Console sign-ins',
    severity: 'info',
    requirements: bothVersions('10.2.1.5'),
    predicate: SIGNED_IN,
    why: 'Use of identification and authentication is part of the trail; sign-ins at odd hours or places stand out in the list.',
    action: 'Skim the list for users, addresses and hours that do not fit.',
    falsePositives: 'Everyday work of those who should be in.',
  },
  {
    id: 'failed-sign-in',
    title: 'Failed console sign-ins',
    severity: 'medium',
    requirements: bothVersions('10.2.1.4'),
    predicate: SIGN_IN_FAILED,
    why: 'Repeated failures are the visible side of guessed or stolen passwords.',
    action: 'Look for many failures from one address or against one user, and for a success after them.',
    falsePositives: 'A person who mistyped a password once or twice.',
  },
  {
    id: 'identity-center-sign-in-failed',
    title: 'Failed sign-ins to IAM Identity Center',
    severity: 'medium',
    requirements: bothVersions('10.2.1.4'),
    predicate: all(
      ofService('signin'),
      "eventname IN ('CredentialVerification', 'UserAuthentication')",
      "serviceeventdetails LIKE '%Failure%'",
    ),
    why: 'One user of Identity Center opens many accounts; a wrong password or code is only seen in these records.',
    action:
      'Look for a series against one user or from one address, and for UserAuthentication with success after it.',
    falsePositives: 'A person who mistyped a password or a code.',
  },
  {
    id: 'console-session-from-keys',
    title: 'Console session made from access keys',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5'),
    predicate: all(calls('signin', 'GetSigninToken'), SUCCEEDED, `NOT ${BY_PORTAL}`),
    why: 'Stolen temporary keys become a console session that hides whose keys they were.',
    action: 'Find the role session behind it and ask its owner.',
    falsePositives:
      'Federation brokers of your own: except their role. The portal of Identity Center is left out by its agent name.',
  },
  {
    id: 'console-role-switch',
    title: 'Role switched in the console',
    severity: 'low',
    requirements: bothVersions('10.2.1.2'),
    predicate: all(
      "eventname = 'SwitchRole'",
      "json_extract_scalar(responseelements, '$.SwitchRole') = 'Success'",
    ),
    why: 'It ties actions under a role to the person who took the role.',
    action: 'Check that the role belongs to the work of the person in SwitchFrom.',
    falsePositives: 'Everyday work across accounts.',
  },
  {
    id: 'console-sign-in-by-instance',
    title: 'Console opened with credentials of an EC2 instance',
    severity: 'critical',
    requirements: bothVersions('10.2.1.5', '10.4.1.1'),
    predicate: all(any(SIGNED_IN, all(calls('signin', 'GetSigninToken'), SUCCEEDED)), BY_INSTANCE),
    why: 'Instances do not open consoles: somebody took the credentials out of the machine.',
    action: "Revoke the role's sessions, isolate the instance, and review what the session did.",
    falsePositives: 'None known: software on an instance needs no console.',
  },
];
