export { createGlueCatalog, type GlueCatalogOptions } from './glue-catalog';
