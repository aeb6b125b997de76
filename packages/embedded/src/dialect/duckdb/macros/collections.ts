/** Array, map and JSON functions. */
export const COLLECTION_MACROS = `
CREATE OR REPLACE MACRO athena_array_at(a, i) AS
  CASE WHEN i = 0 THEN athena_bad_argument('SQL array indices start at 1', concat(len(a), i))
       WHEN i < 0 THEN athena_bad_argument(concat('Array subscript is negative: ', i), concat(len(a), i))
       WHEN i > len(a) THEN athena_bad_argument(concat('Array subscript must be less than or equal to array length: ', i, ' > ', len(a)), concat(len(a), i))
       ELSE a[i] END;
CREATE OR REPLACE MACRO athena_element_at(a, i) AS
  CASE WHEN i = 0 THEN athena_bad_argument('SQL array indices start at 1', concat(len(a), i)) ELSE a[i] END;
CREATE OR REPLACE MACRO athena_map_at(m, k) AS
  CASE WHEN m IS NULL OR k IS NULL THEN NULL
       WHEN map_contains(m, k) THEN m[k]
       ELSE athena_bad_argument(concat('Key not present in map: ', CAST(k AS VARCHAR)), concat(cardinality(m), k)) END;
CREATE OR REPLACE MACRO athena_has_null(a) AS list_count(a) < len(a);
CREATE OR REPLACE MACRO athena_any_match(results) AS
  CASE WHEN results IS NULL THEN NULL WHEN list_contains(results, TRUE) THEN TRUE
       WHEN athena_has_null(results) THEN NULL ELSE FALSE END;
CREATE OR REPLACE MACRO athena_all_match(results) AS
  CASE WHEN results IS NULL THEN NULL WHEN list_contains(results, FALSE) THEN FALSE
       WHEN athena_has_null(results) THEN NULL ELSE TRUE END;
CREATE OR REPLACE MACRO athena_none_match(results) AS NOT athena_any_match(results);
-- NULL is a value of its own among the elements; the first of equal ones stays where it is.
CREATE OR REPLACE MACRO athena_array_distinct(a) AS
  list_filter(a, lambda item, i: list_position(a, item) = i);
CREATE OR REPLACE MACRO athena_holds(a, item) AS list_position(a, item) IS NOT NULL;
CREATE OR REPLACE MACRO athena_array_union(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN athena_array_distinct(a || b) END;
CREATE OR REPLACE MACRO athena_array_intersect(a, b) AS
  CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN athena_array_distinct(list_filter(a, lambda item: athena_holds(b, item))) END;
CREATE OR REPLACE MACRO athena_array_except(a, b) AS
  CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN athena_array_distinct(list_filter(a, lambda item: NOT athena_holds(b, item))) END;
CREATE OR REPLACE MACRO athena_without_null(a) AS list_filter(a, lambda item: item IS NOT NULL);
CREATE OR REPLACE MACRO athena_arrays_overlap(a, b) AS
  CASE WHEN a IS NULL OR b IS NULL THEN NULL
       WHEN list_has_any(athena_without_null(a), athena_without_null(b)) THEN TRUE
       WHEN athena_has_null(a) OR athena_has_null(b) THEN NULL ELSE FALSE END;
CREATE OR REPLACE MACRO
  athena_array_join(texts, delimiter) AS CASE WHEN texts IS NOT NULL THEN coalesce(array_to_string(texts, delimiter), '') END,
  (texts, delimiter, absent) AS
    CASE WHEN texts IS NOT NULL THEN coalesce(array_to_string(list_transform(texts, lambda item: coalesce(item, absent)), delimiter), '') END;
CREATE OR REPLACE MACRO athena_array_max(a) AS CASE WHEN NOT athena_has_null(a) THEN list_max(a) END;
CREATE OR REPLACE MACRO athena_array_min(a) AS CASE WHEN NOT athena_has_null(a) THEN list_min(a) END;
CREATE OR REPLACE MACRO athena_array_position(a, item) AS
  CASE WHEN a IS NULL OR item IS NULL THEN NULL ELSE CAST(coalesce(list_position(a, item), 0) AS BIGINT) END;
CREATE OR REPLACE MACRO athena_array_remove(a, item) AS
  CASE WHEN item IS NOT NULL THEN list_filter(a, lambda x: x IS DISTINCT FROM item) END;
CREATE OR REPLACE MACRO athena_contains(a, item) AS
  CASE WHEN a IS NULL OR item IS NULL THEN NULL WHEN list_contains(a, item) THEN TRUE
       WHEN athena_has_null(a) THEN NULL ELSE FALSE END;
CREATE OR REPLACE MACRO athena_repeat(item, size) AS
  CASE WHEN size < 0 OR size > 10000 THEN athena_bad_argument('count argument of repeat function must be between 0 and 10000', size)
       WHEN size IS NOT NULL THEN list_transform(range(size), lambda i: item) END;
CREATE OR REPLACE MACRO athena_slice(a, start, size) AS
  CASE WHEN start = 0 THEN athena_bad_argument('SQL array indices start at 1', concat(len(a), start))
       WHEN size < 0 THEN athena_bad_argument('length must be greater than or equal to 0', concat(len(a), size))
       WHEN start < 0 AND -start > len(a) THEN a[1:0]
       WHEN start < 0 THEN a[len(a) + start + 1:len(a) + start + size]
       ELSE a[start:start + size - 1] END;
CREATE OR REPLACE MACRO athena_trim_array(a, n) AS
  CASE WHEN n < 0 THEN athena_bad_argument(concat('size must not be negative: ', n), concat(len(a), n))
       WHEN n > len(a) THEN athena_bad_argument(concat('size must not exceed array cardinality ', len(a), ': ', n), concat(len(a), n))
       ELSE a[1:len(a) - n] END;
-- Each entry is counted from the start, so that the 31st comes back after a short month.
CREATE OR REPLACE MACRO athena_steps(start, stop, step) AS list_filter(
  list_transform(generate_series(start, stop + step, step), lambda v, i: start + (i - 1) * step),
  lambda v: (stop >= start AND v <= stop) OR (stop < start AND v >= stop));
-- The difference of two dates is a number of days, so that numbers and dates count alike.
CREATE OR REPLACE MACRO
  athena_sequence(start, stop) AS
    CASE WHEN abs(stop - start) >= 10000
         THEN athena_bad_argument('result of sequence function must not have more than 10000 entries', concat(start, stop))
         WHEN stop >= start THEN list_transform(range(0, CAST(stop - start AS BIGINT) + 1), lambda i: start + CAST(i AS INTEGER))
         ELSE list_transform(range(0, CAST(start - stop AS BIGINT) + 1), lambda i: start - CAST(i AS INTEGER)) END,
  (start, stop, step) AS
    cast_to_type(
      CASE WHEN step = cast_to_type(step, step) - step THEN athena_bad_argument('step must not be zero', concat(start, stop, step))
           WHEN stop > start AND step < step - step OR stop < start AND step > step - step
           THEN athena_bad_argument('sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start', concat(start, stop, step))
           WHEN len(athena_steps(start, stop, step)) > 10000
           THEN athena_bad_argument('result of sequence function must not have more than 10000 entries', concat(start, stop, step))
           ELSE athena_steps(start, stop, step) END, [start]);
CREATE OR REPLACE MACRO athena_map(k, v) AS
  CASE WHEN len(k) <> len(v) THEN athena_bad_argument('Key and value arrays must be the same length', concat(len(k), len(v)))
       WHEN athena_has_null(k) THEN athena_bad_argument('map key cannot be null', concat(len(k), len(v)))
       WHEN len(list_distinct(k)) < len(k)
       THEN athena_bad_argument(concat('Duplicate map keys (', CAST(list_filter(k, lambda item, i: list_position(k, item) < i)[1] AS VARCHAR), ') are not allowed'), concat(len(k), len(v)))
       ELSE map(k, v) END;
CREATE OR REPLACE MACRO athena_map_from_entries(entries) AS
  athena_map(list_transform(entries, lambda e: struct_extract_at(e, 1)), list_transform(entries, lambda e: struct_extract_at(e, 2)));
CREATE OR REPLACE MACRO athena_map_entries(m) AS list_transform(map_entries(m), lambda e: {'field0': e.key, 'field1': e.value});
CREATE OR REPLACE MACRO athena_map_pairs(a, b) AS
  list_transform(athena_array_distinct(map_keys(a) || map_keys(b)), lambda key: {'k': key, 'v1': a[key], 'v2': b[key]});
-- Of several values of one key the first stays; rows without a key do not count.
CREATE OR REPLACE MACRO athena_keyed(pairs) AS list_filter(pairs, lambda p: p.k IS NOT NULL);
CREATE OR REPLACE MACRO athena_keys(pairs) AS list_transform(athena_keyed(pairs), lambda p: p.k);
CREATE OR REPLACE MACRO athena_map_agg(pairs) AS
  CASE WHEN len(athena_keyed(pairs)) > 0 THEN map_from_entries(list_transform(
    list_distinct(athena_keys(pairs)),
    lambda key: row(key, struct_extract(athena_keyed(pairs)[list_position(athena_keys(pairs), key)], 'v')))) END;
CREATE OR REPLACE MACRO athena_multimap_agg(pairs) AS
  CASE WHEN len(athena_keyed(pairs)) > 0 THEN map_from_entries(list_transform(
    athena_array_distinct(athena_keys(pairs)),
    lambda key: row(key, list_transform(list_filter(athena_keyed(pairs), lambda p: p.k = key), lambda p: p.v)))) END;
CREATE OR REPLACE MACRO athena_histogram(m) AS
  map(map_keys(m), list_transform(map_values(m), lambda n: CAST(n AS BIGINT)));
-- Text that is no JSON gives NULL, as in Trino; DuckDB would fail.
CREATE OR REPLACE MACRO athena_json_path(path) AS
  regexp_replace(regexp_replace(path, '\\["([^"]*)"\\]', '."\\1"', 'g'), '\\[''([^'']*)''\\]', '."\\1"', 'g');
CREATE OR REPLACE MACRO athena_json_extract(j, path) AS
  CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN json_extract(CAST(j AS VARCHAR), path) END;
CREATE OR REPLACE MACRO athena_json_extract_scalar(j, path) AS
  CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN
    CASE WHEN json_type(CAST(j AS VARCHAR), path) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(CAST(j AS VARCHAR), path) END END;
CREATE OR REPLACE MACRO athena_json_size(j, path) AS
  CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN
    CASE json_type(CAST(j AS VARCHAR), path)
      WHEN 'ARRAY' THEN CAST(json_array_length(CAST(j AS VARCHAR), path) AS BIGINT)
      WHEN 'OBJECT' THEN len(json_keys(CAST(j AS VARCHAR), path))
      ELSE CASE WHEN json_type(CAST(j AS VARCHAR), path) IS NOT NULL THEN 0 END END END;
CREATE OR REPLACE MACRO athena_json_array_length(j) AS
  CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN
    CASE WHEN json_type(CAST(j AS VARCHAR)) = 'ARRAY' THEN CAST(json_array_length(CAST(j AS VARCHAR)) AS BIGINT) END END;
CREATE OR REPLACE MACRO athena_json_array_contains(j, item) AS
  CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN
    CASE WHEN json_type(CAST(j AS VARCHAR)) = 'ARRAY' AND item IS NOT NULL
         THEN list_contains(json_extract(CAST(j AS VARCHAR), '$[*]'), to_json(item)) END END;
CREATE OR REPLACE MACRO athena_json_array_get(j, i) AS
  CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN
    CASE WHEN json_type(CAST(j AS VARCHAR)) = 'ARRAY' AND i >= -len(json_extract(CAST(j AS VARCHAR), '$[*]'))
         THEN CASE WHEN json_type(json_extract(CAST(j AS VARCHAR), '$[*]')[CASE WHEN i >= 0 THEN i + 1 ELSE i END]) = 'VARCHAR'
                   THEN json_extract_string(json_extract(CAST(j AS VARCHAR), '$[*]')[CASE WHEN i >= 0 THEN i + 1 ELSE i END], '$')
                   ELSE CAST(json_extract(CAST(j AS VARCHAR), '$[*]')[CASE WHEN i >= 0 THEN i + 1 ELSE i END] AS VARCHAR) END END END;
CREATE OR REPLACE MACRO athena_is_json_scalar(j) AS
  CASE WHEN j IS NOT NULL THEN json_type(CAST(j AS VARCHAR)) NOT IN ('OBJECT', 'ARRAY') END;
`;
