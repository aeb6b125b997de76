export { FileCatalog, type FileCatalogOptions } from './file-catalog';
