export { Ledger, type Creation, type LedgerEntry } from './ledger';
