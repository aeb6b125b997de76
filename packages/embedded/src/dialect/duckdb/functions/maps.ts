import { UNKNOWN, type TrinoType } from '../../types/trino-type';
import type { CallSite } from './call-site';
import { elementOf, like, special, written, type FunctionTable } from './function-rule';

/** Map functions. */
export const MAP_FUNCTIONS: FunctionTable = {
  map: special('array? array?', (site) => {
    if (site.size === 1) throw site.unexpected();
    if (site.size === 0) return { sql: 'map()', type: { kind: 'map', key: UNKNOWN, value: UNKNOWN } };
    return {
      sql: `athena_map(${site.list()})`,
      type: { kind: 'map', key: elementOf(0)(site), value: elementOf(1)(site) },
    };
  }),
  map_concat: written('map map map*', like(0), (site) => `map_concat(${site.list()})`),
  map_entries: written('map', entries, (site) => `athena_map_entries(${site.sql(0)})`),
  map_filter: special('map lambda', (site) => {
    const map = site.value(0);
    return {
      ...map,
      sql: `map_from_entries(list_filter(map_entries(${map.sql}), ${overEntries(site, 1).sql}))`,
    };
  }),
  map_from_entries: written('array', fromEntries, (site) => `athena_map_from_entries(${site.sql(0)})`),
  map_keys: written('map', keys, (site) => `map_keys(${site.sql(0)})`),
  map_values: written('map', values, (site) => `map_values(${site.sql(0)})`),
  map_zip_with: special('map map lambda', (site) => {
    const [a, b] = [mapType(site, 0), mapType(site, 1)];
    const { head, body } = site.lambda(2, [a.key, a.value, b.value], { fields: ['.k', '.v1', '.v2'] });
    const pair = `lambda ${head}: row(${head}.k, ${body.sql})`;
    return {
      sql: `map_from_entries(list_transform(athena_map_pairs(${site.sql(0)}, ${site.sql(1)}), ${pair}))`,
      type: { kind: 'map', key: a.key, value: body.type },
    };
  }),
  transform_keys: special('map lambda', (site) => {
    const { head, body } = overEntries(site, 1);
    const pair = `lambda ${head}: row(${body.sql}, ${head}.value)`;
    return {
      sql: `athena_map_from_entries(list_transform(map_entries(${site.sql(0)}), ${pair}))`,
      type: { kind: 'map', key: body.type, value: mapType(site, 0).value },
    };
  }),
  transform_values: special('map lambda', (site) => {
    const { head, body } = overEntries(site, 1);
    const pair = `lambda ${head}: row(${head}.key, ${body.sql})`;
    return {
      sql: `map_from_entries(list_transform(map_entries(${site.sql(0)}), ${pair}))`,
      type: { kind: 'map', key: mapType(site, 0).key, value: body.type },
    };
  }),
};

function overEntries(site: CallSite, index: number): ReturnType<CallSite['lambda']> {
  const { key, value } = mapType(site, 0);
  return site.lambda(index, [key, value], { fields: ['.key', '.value'] });
}

function mapType(site: CallSite, index: number): { key: TrinoType; value: TrinoType } {
  const { type } = site.value(index);
  return type.kind === 'map' ? type : { key: UNKNOWN, value: UNKNOWN };
}

function keys(site: CallSite): TrinoType {
  return { kind: 'array', element: mapType(site, 0).key };
}

function values(site: CallSite): TrinoType {
  return { kind: 'array', element: mapType(site, 0).value };
}

function entries(site: CallSite): TrinoType {
  const { key, value } = mapType(site, 0);
  return { kind: 'array', element: { kind: 'row', fields: [{ type: key }, { type: value }] } };
}

function fromEntries(site: CallSite): TrinoType {
  const row = elementOf(0)(site);
  const [key, value] = row.kind === 'row' ? row.fields : [];
  return { kind: 'map', key: key?.type ?? UNKNOWN, value: value?.type ?? UNKNOWN };
}
