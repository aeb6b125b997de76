import { AppError } from '@lakeward/core';
import { dev } from './dev';
import { ENVIRONMENT_NAMES, type Environment, type EnvironmentName } from './environment';
import { prod } from './prod';
import { staging } from './staging';

/** All environments by name. */
export const ENVIRONMENTS: Readonly<Record<EnvironmentName, Environment>> = { dev, staging, prod };

/** Path of the file an environment is written in, from the root of the repository: errors point there. */
export function environmentFile(name: string): string {
  return `infra/src/environments/${name}.ts`;
}

/** The environment called `name`, or all where it is undefined; `INFRA_UNKNOWN_ENVIRONMENT` for any other name. */
export function chooseEnvironments(name: string | undefined): readonly Environment[] {
  if (name === undefined) return Object.values(ENVIRONMENTS);
  const known = ENVIRONMENT_NAMES.find((each) => each === name);
  if (known === undefined) {
    throw new AppError({
      code: 'INFRA_UNKNOWN_ENVIRONMENT',
      message: `There is no environment called ${name}.`,
      remedy: `Use one of ${ENVIRONMENT_NAMES.join(', ')}, or write ${environmentFile(name)} and list it in environment.ts and environments.ts.`,
    });
  }
  return [ENVIRONMENTS[known]];
}
