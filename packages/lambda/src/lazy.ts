/**
 * Builds once, on first use, and keeps the result for the life of the container. A build that fails is forgotten, so
 * the next invocation tries again instead of repeating the old failure.
 */
export function lazy<T>(build: () => T): () => T {
  let built: { value: T } | undefined;
  return () => (built ??= { value: build() }).value;
}
