/** Anchor of a rule's details. Rule ids are lower-case letters, digits, dots and hyphens. */
export function ruleAnchor(rule: string): string {
  return `rule-${rule}`;
}

/** Anchor of a finding: by its event's id where it has one of the usual form, else by its place in the list. */
export function findingAnchor(rule: string, eventId: string | null | undefined, index: number): string {
  const name = /^[0-9A-Za-z-]{1,64}$/.exec(eventId ?? '')?.[0] ?? `no-${index + 1}`;
  return `finding-${rule}-${name}`;
}
