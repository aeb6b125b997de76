export { FileNotifier, type FileNotifierOptions, type PublishedNotice } from './file-notifier';
