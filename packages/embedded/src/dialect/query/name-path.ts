import type { Expression } from './syntax-tree';

/** The names of `a.b.c`, or undefined where something else than names is in it. */
export function namePath(node: Expression): readonly string[] | undefined {
  if (node.kind === 'identifier') return [node.name.text];
  if (node.kind !== 'field') return undefined;
  const base = namePath(node.base);
  return base === undefined ? undefined : [...base, node.name.text];
}
