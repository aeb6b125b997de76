/** Of an element of a policy: one value, or a list of them, which mean the same. */
export function listed<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}

/** Whether a text is of a pattern of a policy: `*` stands for any characters, `?` for one. Source: "IAM JSON policy elements: Resource". */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
