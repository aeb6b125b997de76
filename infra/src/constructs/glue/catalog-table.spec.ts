import { cloudTrailTable } from '@lakeward/pci-query-runner/contract';
import { SampleStack } from '../../testing/sample-stack';
import { CatalogTable } from './catalog-table';

const table = cloudTrailTable({
  database: 'lake',
  table: 'logs',
  bucket: 'trail',
  prefix: 'p/',
  organizationId: '',
  accounts: ['111122223333'],
  regions: ['eu-west-1'],
  partitionMode: 'projection',
});

describe('CatalogTable', () => {
  const stack = new SampleStack();
  new CatalogTable(stack, 'logs', { table, databaseName: 'lake', protected: true });
  const { values } = stack.synthesized().resource('aws_glue_catalog_table');

  test("carries the app's columns, partition keys and format", () => {
    expect(values).toMatchObject({
      database_name: 'lake',
      name: 'logs',
      table_type: 'EXTERNAL_TABLE',
      partition_keys: [
        { name: 'account', type: 'string' },
        { name: 'region', type: 'string' },
        { name: 'day', type: 'string' },
      ],
      storage_descriptor: {
        location: 's3://trail/p/AWSLogs/',
        columns: table.columns,
        input_format: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
        ser_de_info: { serialization_library: 'org.apache.hive.hcatalog.data.JsonSerDe' },
      },
      lifecycle: { prevent_destroy: true },
    });
  });

  test("escapes what Terraform would take for its own: Glue gets the app's location template", () => {
    const template = (values['parameters'] as Record<string, string>)['storage.location.template'];
    expect(template).toBe('s3://trail/p/AWSLogs/$${account}/CloudTrail/$${region}/$${day}/');
    expect(template?.replaceAll('$$', () => '$')).toBe(table.parameters['storage.location.template']);
  });
});
