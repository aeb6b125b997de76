import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { bundlesBelow, type Bundles } from '../bundles';
import { compose } from '../compose';
import type { Environment } from '../environments/environment';
import { ENVIRONMENTS } from '../environments/environments';
import type { BaseStack } from '../stacks/base-stack';

/** Arguments of a resource or data source, as Terraform reads them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Terraform's JSON of a stack. */
export interface Document {
  readonly provider: { readonly aws: readonly [Arguments] };
  readonly terraform: Arguments & { readonly backend: { readonly s3: Arguments } };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
}

/** A resource of a synthesized stack. */
export interface Resource {
  readonly type: string;
  /** Id in Terraform's state: what stateful resources must never change. */
  readonly id: string;
  readonly values: Arguments;
}

/** A stack as Terraform would get it. */
export class SynthesizedStack {
  readonly name: string;
  readonly environment: Environment;
  readonly document: Document;

  constructor(name: string, environment: Environment, document: Document) {
    this.name = name;
    this.environment = environment;
    this.document = document;
  }

  static of(stack: BaseStack): SynthesizedStack {
    stack.prepareStack();
    const document = JSON.parse(JSON.stringify(stack.toTerraform())) as Document;
    return new SynthesizedStack(stack.node.id, stack.environment, document);
  }

  /** The same stack, to be changed by a test. */
  copy(): SynthesizedStack {
    return new SynthesizedStack(this.name, this.environment, structuredClone(this.document));
  }

  /** Resources of the types, or all. */
  resources(...types: readonly string[]): Resource[] {
    return Object.entries(this.document.resource)
      .filter(([type]) => types.length === 0 || types.includes(type))
      .flatMap(([type, byId]) => Object.entries(byId).map(([id, values]) => ({ type, id, values })));
  }

  /** The one resource of a type whose id begins so; anything else is an error. */
  resource(type: string, idPrefix = ''): Resource {
    const found = this.resources(type).filter(({ id }) => id.startsWith(idPrefix));
    const [only, ...more] = found;
    if (only === undefined || more.length > 0) {
      throw new Error(`${this.name} has ${found.length} resources ${type}.${idPrefix}*, not one.`);
    }
    return only;
  }
}

/** Bundles of one known line each, in a temporary folder: what a stack makes of them does not depend on a build. */
export function sampleBundles(): Bundles {
  const root = mkdtempSync(join(tmpdir(), 'lakeward-bundles-'));
  return (app, functionName) => {
    const folder = join(root, app, functionName);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.cjs'), 'exports.handler = async () => ({});\n');
    return bundlesBelow(root)(app, functionName);
  };
}

/** The stacks of an environment, in the order of deployment. */
export function synthesizedStacks(environment: Environment): SynthesizedStack[] {
  return compose(new App(), environment, sampleBundles()).map((stack) => SynthesizedStack.of(stack));
}

/** All stacks of all environments. */
export function allStacks(): SynthesizedStack[] {
  return Object.values(ENVIRONMENTS).flatMap(synthesizedStacks);
}
