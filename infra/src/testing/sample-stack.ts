import { App } from 'cdktf';
import type { Environment } from '../environments/environment';
import { dev } from '../environments/dev';
import { AppStack } from '../stacks/app-stack';
import { sampleBundles, SynthesizedStack } from './synthesized-stack';

/** A stack of one app for tests of constructs. */
export class SampleStack extends AppStack {
  constructor(environment: Environment = dev, app: App = new App()) {
    super(app, 'sample', { environment, bundles: sampleBundles() });
  }

  synthesized(): SynthesizedStack {
    return SynthesizedStack.of(this);
  }
}
