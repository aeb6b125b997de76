import type { RulePack } from '../../query/rule';
import { systemAccessRules } from './access-to-systems';
import { auditTrailRules } from './audit-trail';
import { controlRules } from './controls';
import { credentialRules } from './credentials';
import { exposureRules } from './exposure';
import { guardedBucketRules } from './guarded-buckets';
import { identityRules } from './identity';
import { invalidAccessRules } from './invalid-access';
import { keyAndOrganizationRules } from './keys-and-organization';
import { logStoreRules } from './log-stores';
import { networkRules } from './network';
import { programRules } from './programs';
import { protectionRules } from './protection';
import { signInRules } from './sign-in';
import { systemObjectRules } from './system-objects';

/**
 * PCI DSS v4.0.1, requirement 10, over single CloudTrail events. Ids carry no requirement numbers: the two versions of the
 * standard use the same numbers for different things, and a rule may come to serve another requirement.
 *
 * A rule about a change wants the change to have happened; attempts that failed have rules of their own. Whether many events
 * together mean more than one is for the reviewer: counts are exact.
 */
export const pciDss401: RulePack = {
  id: 'pci-dss-4.0.1',
  standard: '4.0.1',
  version: '1.0.0',
  rules: [
    ...signInRules,
    ...identityRules,
    ...credentialRules,
    ...auditTrailRules,
    ...guardedBucketRules,
    ...logStoreRules,
    ...controlRules,
    ...protectionRules,
    ...keyAndOrganizationRules,
    ...networkRules,
    ...exposureRules,
    ...systemAccessRules,
    ...invalidAccessRules,
    ...systemObjectRules,
    ...programRules,
  ],
};
