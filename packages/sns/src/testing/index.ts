export { InMemoryNotifier } from './in-memory-notifier';
export {
  notifierContract,
  type NotifierBehaviour,
  type NotifierContractOptions,
  type NotifierUnderContract,
} from './notifier-contract';
