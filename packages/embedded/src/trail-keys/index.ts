export { FileTrailKeys } from './file-trail-keys';
