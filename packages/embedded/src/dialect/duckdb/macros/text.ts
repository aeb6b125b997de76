/** Characters that Java calls white space, and trim removes. */
const WHITE_SPACE =
  ' \u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000';

/** Host, port and the rest of a URL (RFC 3986, appendix B). */
const URL_PATTERN =
  '^(?:([^:/?#]+):)?(?://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^:/?#]*)(?::(\\d*))?)?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?';

/** String, regular expression and URL functions. */
export const TEXT_MACROS = `
CREATE OR REPLACE MACRO
  athena_trim(s) AS trim(s, '${WHITE_SPACE}'),
  (s, characters) AS trim(s, characters);
CREATE OR REPLACE MACRO
  athena_ltrim(s) AS ltrim(s, '${WHITE_SPACE}'),
  (s, characters) AS ltrim(s, characters);
CREATE OR REPLACE MACRO
  athena_rtrim(s) AS rtrim(s, '${WHITE_SPACE}'),
  (s, characters) AS rtrim(s, characters);
CREATE OR REPLACE MACRO athena_codepoint(s) AS
  CASE WHEN length(s) = 1 THEN unicode(s)
       WHEN s IS NOT NULL THEN athena_bad_argument('Input string must be a single character string', s) END;
CREATE OR REPLACE MACRO athena_hamming_distance(a, b) AS
  CASE WHEN length(a) <> length(b)
       THEN athena_bad_argument('The input strings to hamming_distance function must have the same length', concat(a, b))
       WHEN a = '' THEN 0
       ELSE hamming(a, b) END;
CREATE OR REPLACE MACRO athena_lpad(s, size, pad) AS
  CASE WHEN size < 0 THEN athena_bad_argument('Target length must be in the range [0..2147483647]', concat(s, size))
       WHEN pad = '' THEN athena_bad_argument('Padding string must not be empty', concat(s, pad))
       ELSE lpad(s, CAST(size AS INTEGER), pad) END;
CREATE OR REPLACE MACRO athena_rpad(s, size, pad) AS
  CASE WHEN size < 0 THEN athena_bad_argument('Target length must be in the range [0..2147483647]', concat(s, size))
       WHEN pad = '' THEN athena_bad_argument('Padding string must not be empty', concat(s, pad))
       ELSE rpad(s, CAST(size AS INTEGER), pad) END;
-- An empty search text is found between all characters.
CREATE OR REPLACE MACRO
  athena_replace(s, search) AS replace(s, search, ''),
  (s, search, replacement) AS
    CASE WHEN search = '' THEN concat(replacement, array_to_string(list_transform(string_split(s, ''), lambda c: c || replacement), '')) || left(s || replacement, 0)
         ELSE replace(s, search, replacement) END;
CREATE OR REPLACE MACRO
  athena_split(s, delimiter) AS
    CASE WHEN delimiter = '' THEN athena_bad_argument('The delimiter may not be the empty string', concat(s, delimiter))
         ELSE string_split(s, delimiter) END,
  (s, delimiter, size) AS
    CASE WHEN delimiter = '' THEN athena_bad_argument('The delimiter may not be the empty string', concat(s, delimiter))
         WHEN size < 1 THEN athena_bad_argument('Limit must be positive', concat(s, size))
         WHEN len(string_split(s, delimiter)) <= size THEN string_split(s, delimiter)
         ELSE string_split(s, delimiter)[1:size - 1] || [array_to_string(string_split(s, delimiter)[size:], delimiter)] END;
CREATE OR REPLACE MACRO athena_split_part(s, delimiter, field) AS
  CASE WHEN field < 1 THEN athena_bad_argument('Index must be greater than zero', concat(s, field))
       ELSE string_split(s, delimiter)[field] END;
CREATE OR REPLACE MACRO athena_split_to_map(s, entries, pairs) AS
  CASE WHEN s IS NOT NULL THEN athena_map(
    list_transform(list_filter(string_split(s, entries), lambda e: e <> ''), lambda e: split_part(e, pairs, 1)),
    list_transform(list_filter(string_split(s, entries), lambda e: e <> ''),
      lambda e: CASE WHEN len(string_split(e, pairs)) = 2 THEN split_part(e, pairs, 2)
                     ELSE athena_bad_argument(concat('Key-value delimiter must appear exactly once in each entry. Bad input: ''', e, ''''), e) END)) END;
CREATE OR REPLACE MACRO athena_split_to_multimap(s, entries, pairs) AS
  athena_multimap_agg(list_transform(list_filter(string_split(s, entries), lambda e: e <> ''),
    lambda e: {'k': split_part(e, pairs, 1), 'v': split_part(e, pairs, 2)}));
CREATE OR REPLACE MACRO
  athena_strpos(s, part) AS strpos(s, part),
  (s, part, nth) AS
    CASE WHEN nth = 0 THEN athena_bad_argument('''instance'' must be a positive or negative number.', concat(s, nth))
         WHEN abs(nth) >= len(string_split(s, part)) THEN 0
         WHEN nth > 0 THEN length(array_to_string(string_split(s, part)[1:nth], part)) + 1
         ELSE length(array_to_string(string_split(s, part)[1:len(string_split(s, part)) + nth], part)) + 1 END;
CREATE OR REPLACE MACRO
  athena_substr(s, start) AS
    CASE WHEN start > 0 THEN substr(s, start)
         WHEN start < 0 AND -start <= length(s) THEN substr(s, start)
         ELSE left(s, CASE WHEN start IS NOT NULL THEN 0 END) END,
  (s, start, size) AS
    CASE WHEN size <= 0 THEN left(s, CASE WHEN start IS NOT NULL THEN 0 END)
         WHEN start > 0 THEN substr(s, start, size)
         WHEN start < 0 AND -start <= length(s) THEN substr(s, start, size)
         ELSE left(s, CASE WHEN start IS NOT NULL AND size IS NOT NULL THEN 0 END) END;
CREATE OR REPLACE MACRO athena_regexp_extract(s, pattern, "group") AS
  CASE WHEN regexp_matches(s, pattern) THEN regexp_extract(s, pattern, "group") END;
CREATE OR REPLACE MACRO athena_regexp_position(s, pattern) AS
  CASE WHEN regexp_matches(s, pattern) THEN CAST(length(regexp_split_to_array(s, pattern)[1]) + 1 AS INTEGER)
       WHEN s IS NOT NULL AND pattern IS NOT NULL THEN -1 END;
CREATE OR REPLACE MACRO athena_regexp_replacement(r) AS
  regexp_replace(regexp_replace(replace(r, '\\', '\\\\'), '\\\\\\\\(.)', '\\1', 'g'), '\\$(\\d)', '\\\\\\1', 'g');
CREATE OR REPLACE MACRO athena_url_encode(s) AS
  replace(replace(replace(url_encode(s), '%20', '+'), '%2A', '*'), '~', '%7E');
CREATE OR REPLACE MACRO athena_url_decode(s) AS url_decode(replace(s, '+', ' '));
CREATE OR REPLACE MACRO athena_url_part(s, part) AS regexp_extract(s, '${URL_PATTERN}', part);
CREATE OR REPLACE MACRO athena_url_extract_protocol(s) AS athena_url_part(s, 1);
CREATE OR REPLACE MACRO athena_url_extract_host(s) AS athena_url_part(s, 2);
CREATE OR REPLACE MACRO athena_url_extract_port(s) AS TRY_CAST(athena_url_part(s, 3) AS BIGINT);
CREATE OR REPLACE MACRO athena_url_extract_path(s) AS url_decode(athena_url_part(s, 4));
CREATE OR REPLACE MACRO athena_url_extract_query(s) AS url_decode(athena_url_part(s, 5));
CREATE OR REPLACE MACRO athena_url_extract_fragment(s) AS url_decode(athena_url_part(s, 6));
CREATE OR REPLACE MACRO athena_url_extract_parameter(s, name) AS
  athena_url_decode(list_transform(
    list_filter(string_split(athena_url_part(s, 5), '&'), lambda p: split_part(p, '=', 1) = name),
    lambda p: p[length(name) + 2:])[1]);
`;
