export { CapturedLog } from './captured-log';
export { logEvent, type Log, type LogEvent, type LogLevel, type LogValue } from './log-event';
export { createPowertoolsLog } from './powertools-log';
