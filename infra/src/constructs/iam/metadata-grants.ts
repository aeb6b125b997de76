import { arns, type Place } from '../../arns';
import type { MetadataTables } from '../../environments/environment';
import type { Grant } from './grants';

/** Live inventory of a bucket, and how namespaces of buckets begin. Source: "Querying metadata tables with AWS analytics services". */
const INVENTORY = 'inventory';
const NAMESPACES = 'b_*';

/**
 * May read the live inventories of S3 Metadata through Athena: their definitions in the federated catalog, and their data, as the caller or,
 * where Lake Formation watches over the catalog, as Lake Formation lets the caller. Every ancestor of a table must be allowed.
 * Sources: "Permissions for querying metadata tables", S3's guide; "Integrating with Amazon S3 Tables: Prerequisites" and "Specifying AWS Glue
 * resource ARNs", Glue's guide; "Manage Lake Formation and Athena user permissions", Athena's guide.
 */
export function mayReadMetadataTables(place: Place, { catalog, keyArn }: MetadataTables): Grant {
  const [federated = '', tableBucket = ''] = catalog.split('/');
  return {
    statements: [
      {
        sid: 'ReadMetadataDefinitions',
        actions: ['glue:GetCatalog', 'glue:GetDatabase', 'glue:GetTable'],
        resources: [
          arns.catalog(place),
          arns.federatedCatalog(place, federated),
          arns.federatedCatalog(place, catalog),
          arns.database(place, `${catalog}/${NAMESPACES}`),
          arns.table(place, `${catalog}/${NAMESPACES}`, INVENTORY),
        ],
      },
      {
        sid: 'ReadMetadataTables',
        actions: [
          's3tables:GetNamespace',
          's3tables:GetTable',
          's3tables:GetTableBucket',
          's3tables:GetTableData',
          's3tables:GetTableMetadataLocation',
        ],
        resources: [arns.tableBucket(place, tableBucket), arns.tablesOf(place, tableBucket)],
      },
      // It has no resource: what is let through is said by grants of Lake Formation. Source: "Service Authorization Reference".
      { sid: 'AskLakeFormation', actions: ['lakeformation:GetDataAccess'], resources: ['*'] },
      ...(keyArn === undefined
        ? []
        : [{ sid: 'DecryptMetadata', actions: ['kms:Decrypt'], resources: [keyArn] }]),
    ],
  };
}
