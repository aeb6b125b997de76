import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, calls, NOT_BY_SERVICE, ofService, REFUSED } from './conditions';

/** The caller is a person or a program, not a service whose name stands where the address would. */
const FROM_OUTSIDE = "coalesce(sourceipaddress, '') NOT LIKE '%.amazonaws.com'";

/** What was refused, and what credentials did not hold: invalid logical access attempts (10.2.1.4). */
export const invalidAccessRules: readonly Rule[] = [
  {
    id: 'access-denied',
    title: 'Calls refused for want of rights',
    severity: 'low',
    requirements: bothVersions('10.2.1.4'),
    predicate: all(REFUSED, FROM_OUTSIDE, "coalesce(useridentity.type, '') <> 'AWSService'"),
    why: 'An identity that tries what it may not do is wrongly set up, or in wrong hands.',
    action:
      'Look at counts by identity; many different calls by one within minutes are an intruder feeling around.',
    falsePositives: 'The console asks for everything it could show. Calls by services are left out.',
  },
  {
    id: 'identity-change-refused',
    title: 'Change of users, roles or rights refused',
    severity: 'high',
    requirements: bothVersions('10.2.1.4', '10.2.1.5'),
    predicate: all(
      REFUSED,
      ofService(['iam', 'sso', 'sso-directory', 'identitystore', 'organizations', 'rolesanywhere']),
      "regexp_like(eventname, '^(Add|Attach|Create|Deactivate|Delete|Detach|Enable|Leave|Put|Remove|Set|Update|Upload)')",
    ),
    why: 'Somebody tries to make himself more rights, or to remove what holds him back.',
    action: 'Ask the caller the same day.',
    falsePositives: 'A deployment whose role lacks a right.',
  },
  {
    id: 'role-assumption-refused',
    title: 'Taking of a role refused',
    severity: 'medium',
    requirements: bothVersions('10.2.1.4'),
    predicate: all(
      calls('sts', 'AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot'),
      'errorcode IS NOT NULL',
      "coalesce(useridentity.type, '') <> 'AWSService'",
    ),
    why: 'Trying role after role is how one finds those that trust too much.',
    action: 'Look for a success after it, and for many roles tried by one identity.',
    falsePositives:
      'A new role is refused for some seconds until it is known everywhere; expired tokens of build servers.',
  },
  {
    id: 'invalid-credentials',
    title: 'Calls with keys or tokens that do not hold',
    severity: 'medium',
    requirements: bothVersions('10.2.1.4'),
    predicate:
      "regexp_like(errorcode, '^(Client[.])?(AuthFailure|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClient|IncompleteSignature|InvalidToken|InvalidIdentityToken|ExpiredToken|TokenRefreshRequired|IDPRejectedClaim)')",
    why: "A key that was deleted and is still tried is in somebody else's hands, or in forgotten software.",
    action: 'Find the software by agent and address.',
    falsePositives: 'Expired sessions of people who left a window open.',
  },
  {
    id: 'permission-probed',
    title: 'Rights probed by a dry run',
    severity: 'low',
    requirements: bothVersions('10.2.1.4', '10.4.1.1'),
    predicate: "regexp_like(errorcode, '^(Client[.])?DryRunOperation$')",
    why: 'A dry run tells whether a call would be allowed and changes nothing: a quiet way to feel around.',
    action: 'Look for the same calls without the dry run.',
    falsePositives: 'Tools that check before they act.',
  },
  {
    id: 'anonymous-access',
    title: 'Access without credentials',
    severity: 'high',
    requirements: bothVersions('10.2.1.1', '10.2.1.4'),
    predicate: any(
      "useridentity.accountid IN ('ANONYMOUS_PRINCIPAL', 'anonymous')",
      all("useridentity.type = 'AWSAccount'", "useridentity.principalid = 'anonymous'"),
    ),
    why: 'Nobody can be held responsible for it; if it succeeded, the resource is public.',
    action: 'Where there is no error code, close the bucket or queue and find out what was read.',
    falsePositives: 'Public websites, and scanners that try every bucket name.',
  },
  {
    id: 'network-access-refused',
    title: 'Calls refused by the policy of a private endpoint',
    severity: 'medium',
    requirements: bothVersions('10.2.1.4', '10.4.1.1'),
    predicate: all("errorcode = 'VpceAccessDenied'", NOT_BY_SERVICE),
    why: 'Something inside the network tries resources or identities that the endpoint does not let through, such as buckets of others.',
    action: 'Find the machine by its address and see what it sends where.',
    falsePositives: 'New software whose buckets the policy does not name yet.',
  },
];
