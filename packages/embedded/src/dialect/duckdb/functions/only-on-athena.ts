import type { Call } from '../../query/syntax-tree';

/**
 * Functions that Athena has (Trino's list of functions) and the embedded runtime has not. Calls are refused with
 * `NOT_SUPPORTED` instead of `FUNCTION_NOT_FOUND`, so that the reader knows that the statement itself is right. The
 * geospatial functions (`st_...`) belong here too.
 */
export const ONLY_ON_ATHENA: ReadonlySet<string> = new Set(
  `approx_most_frequent approx_set bar beta_cdf bing_tile bing_tile_at bing_tile_coordinates bing_tile_polygon
  bing_tile_quadkey bing_tile_zoom_level bing_tiles_around char2hexint classify color combinations contains_sequence
  convex_hull_agg cosine_similarity crc32 empty_approx_set evaluate_classifier_predictions features format_number
  from_base64url from_big_endian_32 from_big_endian_64 from_encoded_polyline from_geojson_geometry from_ieee754_32
  from_ieee754_64 from_iso8601_timestamp_nanos from_unixtime_nanos geometry_from_hadoop_shape
  geometry_invalid_reason geometry_nearest_points geometry_to_bing_tiles geometry_union geometry_union_agg
  great_circle_distance hash_counts hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 human_readable_seconds
  intersection_cardinality inverse_beta_cdf inverse_normal_cdf jaccard_index json_array json_exists json_object
  json_query json_value kurtosis learn_classifier learn_libsvm_classifier learn_libsvm_regressor learn_regressor
  line_interpolate_point line_interpolate_points line_locate_point luhn_check make_set_digest map_union merge
  merge_set_digest multimap_from_entries murmur3 ngrams normal_cdf numeric_histogram objectid_timestamp parse_data_size
  parse_duration parse_presto_data_size qdigest_agg quantile_at_value reduce_agg regress render rgb shuffle
  simplify_geometry skewness soundex spooky_hash_v2_32 spooky_hash_v2_64 sha512 tdigest_agg timezone_hour
  timezone_minute to_base64url to_big_endian_32 to_big_endian_64 to_encoded_polyline to_geojson_geometry to_geometry
  to_ieee754_32 to_ieee754_64 to_spherical_geography value_at_quantile values_at_quantiles version
  wilson_interval_lower wilson_interval_upper word_stem xxhash64`.split(/\s+/),
);

/**
 * Forms of functions that the embedded runtime has otherwise: by how many arguments they have, or `lambda` for a lambda where
 * a value is taken here.
 */
const FORMS_ONLY_ON_ATHENA: Readonly<Record<string, readonly (number | 'lambda')[]>> = {
  approx_percentile: [3, 4],
  array_sort: ['lambda'],
  from_unixtime: [3],
  from_utf8: [2],
  regexp_position: [3, 4],
  regexp_replace: ['lambda'],
};

/** True for a call that Athena runs and the embedded runtime does not, though it has the function. */
export function isFormOnlyOnAthena(call: Call): boolean {
  const forms = FORMS_ONLY_ON_ATHENA[call.name] ?? [];
  const hasLambda = call.arguments.some((argument) => argument.kind === 'lambda');
  return forms.some((form) => (form === 'lambda' ? hasLambda : form === call.arguments.length));
}
