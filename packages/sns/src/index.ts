export { checkNotice } from './check-notice';
export type { Notice, Notifier } from './notifier';
