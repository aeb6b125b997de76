import { AppError } from '@lakeward/core';
import type { RulePack } from '../query/rule';
import { pciDss321 } from './pci-dss-3-2-1';
import { pciDss401 } from './pci-dss-4-0-1';

/** All rule packs by id. */
export const PACKS: Readonly<Record<string, RulePack>> = {
  [pciDss321.id]: pciDss321,
  [pciDss401.id]: pciDss401,
};

/** The pack used where none is named. */
export const DEFAULT_PACK = pciDss321.id;

/** The pack of that id, of those that come with the app and those given; `PCI_UNKNOWN_PACK` names those there are. */
export function packOf(id: string, own: readonly RulePack[] = []): RulePack {
  const pack = PACKS[id] ?? own.find((other) => other.id === id);
  if (pack === undefined) {
    throw new AppError({
      code: 'PCI_UNKNOWN_PACK',
      message: `There is no rule pack "${id}".`,
      remedy: `Choose one of: ${Object.keys(PACKS).join(', ')}.`,
    });
  }
  return pack;
}
