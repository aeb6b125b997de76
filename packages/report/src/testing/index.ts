export { schemaErrors, type JsonSchema } from './json-schema';
export {
  contrastFailures,
  elementsCutOff,
  elementsOverTheEdge,
  openFolds,
  printed,
  unnamedElements,
} from './page-probes';
export { browserSuite, ReportBrowser, type OpenReport, type View } from './report-browser';
