/** A span of time in milliseconds since 1970: from one instant up to another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The spans within the bounds, in order, with those that touch made one. */
export function mergeSpans(spans: readonly Span[], bounds: Span): Span[] {
  const merged: Span[] = [];
  const clipped = spans
    .map(({ from, to }) => ({ from: Math.max(from, bounds.from), to: Math.min(to, bounds.to) }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from);
  for (const span of clipped) {
    const last = merged.at(-1);
    if (last === undefined || span.from > last.to) merged.push(span);
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return merged;
}

/** What the spans leave of the bounds, in order. */
export function gapsBetween(spans: readonly Span[], bounds: Span): Span[] {
  const gaps: Span[] = [];
  let from = bounds.from;
  for (const span of mergeSpans(spans, bounds)) {
    if (span.from > from) gaps.push({ from, to: span.from });
    from = span.to;
  }
  if (from < bounds.to) gaps.push({ from, to: bounds.to });
  return gaps;
}
