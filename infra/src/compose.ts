import type { App } from 'cdktf';
import type { Bundles } from './bundles';
import { checkEnvironment } from './environments/check-environment';
import type { Environment } from './environments/environment';
import { DataLakeStack } from './stacks/data-lake-stack';
import type { BaseStack } from './stacks/base-stack';
import { PciQueryRunnerStack } from './stacks/pci-query-runner-stack';
import { ReencryptionStack } from './stacks/reencryption-stack';

/** The stacks of an environment, in the order of deployment: the data lake, then the apps that point at it. */
export function compose(app: App, environment: Environment, bundles: Bundles): readonly BaseStack[] {
  checkEnvironment(environment);
  const lake = new DataLakeStack(app, environment);
  const apps = [
    new PciQueryRunnerStack(app, { environment, bundles }),
    new ReencryptionStack(app, { environment, bundles }),
  ];
  for (const stack of apps) stack.addDependency(lake);
  return [lake, ...apps];
}
