import { App } from 'cdktf';
import { bundlesBelow } from './bundles';
import { compose } from './compose';
import { chooseEnvironments } from './environments/environments';
import { checkUniqueNames } from './unique-names';

export interface SynthesisOptions {
  /** Name of one environment; all where undefined. */
  readonly environment: string | undefined;
  /** Folder for Terraform's JSON; `CDKTF_OUTDIR` or `cdktf.out` where undefined. */
  readonly outdir: string | undefined;
  /** Folder of the built apps. */
  readonly bundleRoot: string;
}

/**
 * Writes Terraform's JSON of the chosen environments to `<outdir>/stacks/<environment>-<stack>/cdk.tf.json`; answers the
 * names of the stacks in the order of deployment.
 */
export function synthesize({ environment, outdir, bundleRoot }: SynthesisOptions): readonly string[] {
  const chosen = chooseEnvironments(environment);
  const app = new App(outdir === undefined ? {} : { outdir });
  const stacks = chosen.flatMap((each) => compose(app, each, bundlesBelow(bundleRoot)));
  checkUniqueNames(stacks);
  app.synth();
  return stacks.map((stack) => stack.node.id);
}
