/**
 * What a reader cannot see, or what changes the order of what is seen: controls, format characters (bidirectional marks,
 * zero-width characters, tags), line and paragraph separators, and surrogates without their partner.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Line feeds and tabs are white space on a page as in the data. */
const PLAIN_SPACE = new Set(['\n', '\t']);

/**
 * The text with every character that cannot be seen written as its number, such as `⟨U+202E⟩`: a log can hold text that was
 * made to look like other text.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => (PLAIN_SPACE.has(character) ? character : named(character)));
}

function named(character: string): string {
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `⟨U+${number}⟩`;
}

/** The first `limit` characters (UTF-16 code units), never with half of a surrogate pair at the end. */
export function firstCharacters(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? limit - 1 : limit);
}
