import type { RuleSamples } from '../../query/rule';
import { systemAccessSamples } from './access-to-systems.samples';
import { auditTrailSamples } from './audit-trail.samples';
import { controlSamples } from './controls.samples';
import { credentialSamples } from './credentials.samples';
import { exposureSamples } from './exposure.samples';
import { guardedBucketSamples } from './guarded-buckets.samples';
import { identitySamples } from './identity.samples';
import { invalidAccessSamples } from './invalid-access.samples';
import { keyAndOrganizationSamples } from './keys-and-organization.samples';
import { logStoreSamples } from './log-stores.samples';
import { networkSamples } from './network.samples';
import { programSamples } from './programs.samples';
import { protectionSamples } from './protection.samples';
import { signInSamples } from './sign-in.samples';
import { systemObjectSamples } from './system-objects.samples';

/** Events that each rule of pci-dss-4.0.1 must and must not match. */
export const pciDss401Samples: Readonly<Record<string, RuleSamples>> = {
  ...signInSamples,
  ...identitySamples,
  ...credentialSamples,
  ...auditTrailSamples,
  ...guardedBucketSamples,
  ...logStoreSamples,
  ...controlSamples,
  ...protectionSamples,
  ...keyAndOrganizationSamples,
  ...networkSamples,
  ...exposureSamples,
  ...systemAccessSamples,
  ...invalidAccessSamples,
  ...systemObjectSamples,
  ...programSamples,
};
