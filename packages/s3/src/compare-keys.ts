/**
 * Orders keys by their UTF-8 bytes, as S3 lists them. JavaScript's own `<` compares UTF-16 units, which puts an emoji
 * (a surrogate pair) before U+E000 to U+FFFF although its bytes come after.
 */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates behind every other unit: what begins with one has four bytes, all others at most three. */
function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
