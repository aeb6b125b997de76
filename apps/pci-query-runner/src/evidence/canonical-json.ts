import canonicalize from 'canonicalize';

/**
 * The one sequence of bytes that a value has as JSON: names sorted, no spaces, numbers as ECMAScript writes them (RFC 8785).
 * What is hashed by links and signed apart from the manifest is written so, and refused when it is written otherwise.
 */
export function canonicalBytes(value: object): Buffer {
  return Buffer.from(canonicalize(value) ?? '', 'utf8');
}
